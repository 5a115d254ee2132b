"""Rounds of several coders, their samples and settlements."""
