"""A table of text cells → which rows are the heading, which column is which, which rows are data."""
