"""The tab "Compliance" of a case and its dialogs."""
