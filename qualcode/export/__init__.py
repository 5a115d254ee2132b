"""Values in, files out: one house style for every table."""
