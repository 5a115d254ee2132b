"""How Alembic reaches a project: through the connection that `qualcode.store.migrate` opened."""

from __future__ import annotations

from alembic import context

import qualcode.store.tables  # noqa: F401  (declares what the metadata holds)
from qualcode.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
