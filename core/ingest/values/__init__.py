"""The text of one column → typed values, and why a cell is none."""
