"""Several coders: rounds, packages, comparing, settling."""
