"""IOM Desktop: the case file for Integrated Offender Management officers."""

__version__ = "0.1.0"
