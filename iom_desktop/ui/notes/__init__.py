"""Notes and contacts: writing one, and reading one whole."""
