"""Needs by pathway, the risk of serious harm and the flags, with their dialogs."""
