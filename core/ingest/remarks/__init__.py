"""The person's own file with the remarks beside the rows."""
