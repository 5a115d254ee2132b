"""Rights of persons, retention, archive, erasure."""
