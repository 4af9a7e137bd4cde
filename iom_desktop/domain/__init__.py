"""What the field knows: records, drafts, code words and rules. Standard library only; ``today`` is an argument."""
