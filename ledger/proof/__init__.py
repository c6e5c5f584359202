"""What proves that history was not rewritten."""
