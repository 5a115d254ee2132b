"""The only package that knows spaCy; loaded late, never at start-up."""
