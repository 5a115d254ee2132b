"""Reading and coding, memos, guide questions, searching."""
