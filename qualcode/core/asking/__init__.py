"""Searching texts and codes: what is typed, and what it finds."""
