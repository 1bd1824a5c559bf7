"""The parts of a report: what each says of its material, with tables and annexes; its text is in data/report."""
