"""The only package that knows SQLAlchemy: the project's tables and what is always true of them."""
