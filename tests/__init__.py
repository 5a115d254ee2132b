"""Stories of what qualcode does."""
