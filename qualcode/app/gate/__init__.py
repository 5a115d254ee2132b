"""What people wrote, screened before any file leaves, and the ledger of what left."""
