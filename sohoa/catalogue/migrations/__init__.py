"""How a catalogue gets from one schema to the next; Alembic runs it, `schema_upgrade` asks."""
