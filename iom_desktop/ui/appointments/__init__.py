"""Appointments of a case: booking, moving, cancelling, and saying in one minute what happened."""
