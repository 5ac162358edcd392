"""Files in and out: spreadsheets and IATI."""
