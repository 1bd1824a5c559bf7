"""Where the units of a province lie: shapes for a map, from an office's boundary file or made from commune points."""
