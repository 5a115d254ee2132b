"""What is written about qualcode, and what makes and proves it."""
