"""Findings of the screen, pseudonyms, erasure, retention."""
