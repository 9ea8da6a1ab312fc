"""From what a user names to documents: files found, formats told, agents read, one kept of each name."""
