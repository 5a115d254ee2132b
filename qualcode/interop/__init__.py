"""One outside format per file, read and written."""
