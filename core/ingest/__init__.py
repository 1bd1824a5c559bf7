"""Files into figures, as stages with a type each: read → understand → check → compare → commit."""
