"""A transcript on screen: how its text is laid out, moved through, painted and handled."""
