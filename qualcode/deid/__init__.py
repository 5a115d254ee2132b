"""From identifiers in a text to findings and verdicts."""
