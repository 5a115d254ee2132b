"""How Alembic reaches a project: through the connection that `qualcode.store.migrate` opened."""

from __future__ import annotations

from alembic import context

from qualcode.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
