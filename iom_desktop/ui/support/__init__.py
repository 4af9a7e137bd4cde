"""Support that officers give themselves: recorded and added up on the Services tab of a case."""
