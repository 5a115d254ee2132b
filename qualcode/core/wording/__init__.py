"""How codes are worded, told apart between versions and led to frameworks."""
