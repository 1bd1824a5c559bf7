"""Figures that look wrong rather than malformed: asked about, stored with the answer."""
