"""The risk management plan."""
