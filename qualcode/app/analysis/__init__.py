"""What a team makes of its codings: matrices, charts, ratings, themes, displays."""
