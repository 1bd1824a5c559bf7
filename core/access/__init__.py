"""Who may see and change what (rules), held to at the database (guard), and what was done by whom (journal)."""
