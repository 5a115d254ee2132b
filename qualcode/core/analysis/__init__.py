"""What a team makes of its codings: charts, strengths, themes, quotations, displays."""
