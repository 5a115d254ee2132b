"""Studies and the projects that hold them: making, opening, keeping, undoing."""
