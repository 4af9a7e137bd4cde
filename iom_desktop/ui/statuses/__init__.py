"""How a person is managed, through time: changing it, and reading what it was."""
