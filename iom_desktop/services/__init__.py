"""The verbs an officer would say, one module for each noun. Records and drafts in, records out."""
