"""The diary: day, week and agenda, and the calendar files that leave it."""
