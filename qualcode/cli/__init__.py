"""Parse, call a use case, print."""
