"""REFI-QDA: projects (.qdpx) and codebooks (.qdc) as other programs read and write them."""
