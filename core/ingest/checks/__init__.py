"""Rows → records that can be stored: units found, limits held, what has to be known already."""
