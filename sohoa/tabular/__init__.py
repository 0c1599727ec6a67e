"""Office spreadsheets: a file becomes sheets, a sheet becomes rows with known columns."""
