"""Files to fill in: CSV and workbooks with lists, locked headings and a guide."""
