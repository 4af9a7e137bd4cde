"""What screen and paper share: words, formats, columns. No Qt, no ReportLab, no database."""
