"""One screen a file; each receives the session and asks use cases, never the store."""
