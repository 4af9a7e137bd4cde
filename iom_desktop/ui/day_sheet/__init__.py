"""The day sheet: looked at, printed, and keyed back in the paper's order."""
