"""Importing a caseload spreadsheet: choose the file, see what it would do, do it."""
