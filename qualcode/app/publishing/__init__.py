"""Tables, figures and documents for publication."""
