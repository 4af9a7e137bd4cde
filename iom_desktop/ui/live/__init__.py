"""The case conference as it sits: the roll, one screen for each case, the read-back."""
