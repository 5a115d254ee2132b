"""Studies with invented data, to try and to teach with."""
