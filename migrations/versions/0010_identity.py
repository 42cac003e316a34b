"""How callers sign in, and how what they have open is ended"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sse_stream", sa.Column("session", postgresql.JSONB(), nullable=True, comment="how they had signed in")
    )
    op.create_table(
        "session_revocation",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, comment="whose sessions"),
        sa.Column(
            "session",
            sa.Text(),
            nullable=True,
            comment="the `jti` or `sid` of a token, or an API key; null for every token until then",
        ),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("until", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_revocation")),
    )
    op.create_index(op.f("ix_session_revocation_subject"), "session_revocation", ["subject"])
    op.create_table(
        "api_key",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="hk_ and the part of the key that is no secret"),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column(
            "digest",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 of the secret part: 32 random bytes need no slow hash",
        ),
        sa.Column(
            "sources",
            postgresql.ARRAY(sa.Text()),
            nullable=True,
            comment="the networks it is accepted from; null for any",
        ),
        sa.Column(
            "queues",
            postgresql.ARRAY(sa.Text()),
            nullable=True,
            comment="the work queues it opens; null for those of its account",
        ),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("revoked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_key_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("name", name=op.f("uq_api_key_name")),
    )
    op.create_index(op.f("ix_api_key_account_id"), "api_key", ["account_id"])
    op.create_table(
        "service_client",
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("keys", postgresql.JSONB(), nullable=False, comment="a JWK set of public keys"),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_service_client_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_service_client")),
    )
    op.create_table(
        "used_assertion",
        sa.Column("id", sa.LargeBinary(), nullable=False, comment="SHA-256 of the client and its `jti`"),
        sa.Column("until", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_assertion")),
    )
    op.create_table(
        "password",
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False, comment="argon2id, with its parameters"),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_password_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_password")),
    )
    op.create_table(
        "password_attempt",
        sa.Column("key", sa.LargeBinary(), nullable=False, comment="keyed hash of an account's name, or of a source"),
        sa.Column(
            "tried",
            postgresql.ARRAY(postgresql.TIMESTAMP(timezone=True)),
            nullable=False,
            comment="tries that failed or still run",
        ),
        sa.Column("last_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_password_attempt")),
    )


def downgrade() -> None:
    for table in ("password_attempt", "password", "used_assertion", "service_client", "api_key", "session_revocation"):
        op.drop_table(table)
    op.drop_column("sse_stream", "session")
