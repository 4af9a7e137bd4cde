"""The caseload: everybody in the store, in one list."""
