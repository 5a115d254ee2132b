"""A person decides of names before a text is written; the key file."""
