"""Papers about a case: previewed, saved, printed, and on record for whom."""
