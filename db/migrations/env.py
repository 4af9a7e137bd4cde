"""Runs migrations on the connection the program hands over; never opens a database by itself."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, render_as_batch=True, transaction_per_migration=False, transactional_ddl=True
)
context.run_migrations()
