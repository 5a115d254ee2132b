"""Timings that anyone can run again; `docs/figures.md` holds what they printed."""
