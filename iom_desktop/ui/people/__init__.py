"""Adding a person and correcting what is recorded about them."""
