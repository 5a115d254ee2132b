"""Vocabulary and arithmetic: no input or output, standard library and numpy only."""
