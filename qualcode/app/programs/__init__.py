"""Projects from other programs, and for them."""
