"""Agreement between coders, from spans to a report; formulas and their sources stand by each."""
