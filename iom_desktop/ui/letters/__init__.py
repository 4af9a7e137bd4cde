"""Letters: written from templates, looked at as pages, put on record as sent, opened again."""
