"""Settings: how the program looks, when it locks, who can open the store."""
