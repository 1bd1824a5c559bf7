"""Reads for screens and exports: few queries each, plain rows out, nothing written. Empty databases give empty rows."""
