"""Bytes → a table of text cells with line numbers, whatever program wrote them."""
