"""Records to PDF bytes. No database session, no Qt."""
