"""Journeys in a real browser: slow, few, and only for what exists nowhere else."""
