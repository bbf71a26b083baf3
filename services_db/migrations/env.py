"""Alembic's entry: migrates over the connection that `services_db.database.migrate` hands in."""

from alembic import context

from services_db.models import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
