"""Charts: a frame in, a figure out, nothing drawn here; colours by palette, texts escaped, the source inside."""
