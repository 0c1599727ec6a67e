"""The catalogue in a server's database, for an office with more machines than one: PostgreSQL."""
