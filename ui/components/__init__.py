"""Pieces that several screens draw; each hides its own widget keys."""
