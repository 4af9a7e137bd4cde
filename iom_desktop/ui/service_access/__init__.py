"""Service access of a case: each need's ladder from found to obtained, and where it stalled."""
