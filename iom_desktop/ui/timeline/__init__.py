"""The timeline of a case: everything in it, in one list that is filtered and searched."""
