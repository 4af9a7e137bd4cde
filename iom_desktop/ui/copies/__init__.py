"""Copies given out: the register, a paper held against the record by its code, and a paper keyed back."""
