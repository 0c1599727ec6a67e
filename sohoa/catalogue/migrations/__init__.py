"""Revisions of the catalogue's schema; Alembic runs them, `schema_upgrade` asks."""
