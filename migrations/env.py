"""Alembic's entry: runs the revisions of the lineage it is handed, each in its own transaction."""

from alembic import context

from core.db.lineages import Lineage

lineage: Lineage = context.config.attributes["lineage"]
connection = context.config.attributes["connection"]

context.configure(
    connection=connection,
    target_metadata=lineage.metadata,
    version_table=lineage.version_table,
    include_object=lineage.owns,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
