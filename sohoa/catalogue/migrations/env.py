"""Alembic's entry point: it executes this file, so this is the one module that acts on import.

The connection comes from `sohoa.catalogue.schema_upgrade`, inside a transaction already begun:
a revision is applied whole or not at all.
"""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
