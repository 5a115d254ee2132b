"""Use cases: one function per thing a researcher does."""
