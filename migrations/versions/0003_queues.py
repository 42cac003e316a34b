"""The log in partitions, and the work queues that lead out of it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SIZE = 1_000_000
"""Positions of a partition, as `core.events.partitions` makes them."""


def upgrade() -> None:
    _split_log()
    op.execute("alter table outbox set (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0)")
    op.create_table(
        "log_anchor",
        sa.Column(
            "pos", sa.BigInteger(), autoincrement=False, nullable=False, comment="the last position that was dropped"
        ),
        sa.Column(
            "chain",
            sa.LargeBinary(),
            nullable=False,
            comment="the link of that position: what follows goes on from it",
        ),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("pk_log_anchor")),
    )
    op.create_table(
        "work_queue",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="unit:<code of the unit>, or <plug-in>:<name>"),
        sa.Column("unit_id", sa.UUID(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("warn_seconds", sa.Integer(), nullable=False, comment="a consumer this far behind is warned of"),
        sa.Column("page_seconds", sa.Integer(), nullable=False, comment="and this far, the duty desk is called"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_work_queue_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_queue")),
        sa.UniqueConstraint("name", name=op.f("uq_work_queue_name")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_work_queue_unit_id")),
    )
    op.create_table(
        "queue_state",
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("queue", name=op.f("pk_queue_state")),
    )
    op.create_table(
        "queue_entry",
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("qpos", sa.BigInteger(), nullable=False, comment="1, 2, 3 … within the queue"),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.UUID(), nullable=False),
        sa.Column(
            "chain",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 over the queue's link before, qpos and the event",
        ),
        sa.PrimaryKeyConstraint("queue", "qpos", name=op.f("pk_queue_entry")),
    )
    op.create_table(
        "queue_ack",
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("acked", sa.BigInteger(), nullable=False, comment="everything up to it is done"),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("queue", "consumer", name=op.f("pk_queue_ack")),
    )
    op.create_table(
        "queue_parked",
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("qpos", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="FAILED, PARKED, or MOVED to a later place by an unpark"),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("queue", "qpos", name=op.f("pk_queue_parked")),
    )
    op.create_index("ix_queue_parked_case", "queue_parked", ["queue", "case_id", "qpos"], unique=False)
    op.create_table(
        "queue_alarm",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False, comment="empty while nobody has ever acknowledged"),
        sa.Column("level", sa.Text(), nullable=False, comment="WARN or PAGE"),
        sa.Column("rows", sa.BigInteger(), nullable=False, comment="how far behind when it was raised"),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("raised_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("cleared_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_alarm")),
    )
    op.create_index(
        "uq_queue_alarm_open",
        "queue_alarm",
        ["queue", "consumer", "level"],
        unique=True,
        postgresql_where=sa.text("cleared_at is null"),
    )


def _split_log() -> None:
    """The log as it is becomes the first partition, without a row being copied."""
    last = op.get_bind().execute(sa.text("select last_pos from sequencer where name = 'main'")).scalar_one()
    until = (last // SIZE + 1) * SIZE
    for statement in (
        "alter table event_log rename to event_log_0",
        "alter table event_log_0 rename constraint pk_event_log to pk_event_log_0",
        "drop index uq_event_log_event_id",
        "create table event_log (pos bigint not null, event_id uuid not null, chain bytea not null, "
        "constraint pk_event_log primary key (pos)) partition by range (pos)",
        "create index ix_event_log_event_id on event_log (event_id)",
        "comment on column event_log.chain is 'SHA-256 over the previous link, the position and the event'",
        f"alter table event_log attach partition event_log_0 for values from (0) to ({until})",
        f"create table event_log_{until // SIZE} partition of event_log for values from ({until}) to ({until + SIZE})",
    ):
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().execute(sa.text("select count(*) from log_anchor")).scalar_one():
        raise RuntimeError("the beginning of the log was dropped, which revision 0002 cannot follow: restore a backup")
    for table in ("queue_alarm", "queue_parked", "queue_ack", "queue_entry", "queue_state", "work_queue", "log_anchor"):
        op.drop_table(table)
    op.execute("alter table outbox reset (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor)")
    for statement in (
        "create table event_log_whole (pos bigint not null, event_id uuid not null, chain bytea not null)",
        "insert into event_log_whole select pos, event_id, chain from event_log",
        "drop table event_log",
        "alter table event_log_whole rename to event_log",
        "alter table event_log add constraint pk_event_log primary key (pos)",
        "create unique index uq_event_log_event_id on event_log (event_id)",
        "comment on column event_log.chain is 'SHA-256 over the previous link, the position and the event'",
    ):
        op.execute(statement)
