"""Before the store is open: making one, unlocking it, the recovery key."""
