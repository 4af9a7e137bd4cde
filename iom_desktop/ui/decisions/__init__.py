"""Why this person is under IOM: the decision record and its dialog."""
