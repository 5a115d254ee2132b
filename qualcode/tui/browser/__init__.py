"""The screens in a browser of the same computer, through textual-serve."""
