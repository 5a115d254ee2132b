"""The version of the program, printed under every table."""

__version__ = "0.1.0"
