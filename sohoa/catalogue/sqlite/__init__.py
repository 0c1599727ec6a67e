"""The catalogue in a file of this machine: SQLite."""
