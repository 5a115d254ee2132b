"""Examples for those who write Python."""
