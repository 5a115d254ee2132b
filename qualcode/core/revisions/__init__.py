"""Old text to new: aligning, carrying passages over, redacting."""
