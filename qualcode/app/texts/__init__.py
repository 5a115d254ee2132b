"""Texts coming in, and put right once they are in."""
