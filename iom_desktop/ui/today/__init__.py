"""Today: what is promised, owed and to be watched."""
