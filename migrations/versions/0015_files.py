"""Files are sealed: how their bytes lie in the store, and the keys that open them"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_OWN = "what seals its key until it is a case's; wrapped like a case's"
_KEY = "the key of its bytes, by its own_key or its case's key"


def upgrade() -> None:
    op.add_column(
        "attachment",
        sa.Column("format", sa.SmallInteger(), nullable=False, server_default="0", comment="0 as it came, 1 sealed"),
    )
    op.add_column("attachment", sa.Column("own_key", sa.LargeBinary(), nullable=True, comment=_OWN))
    op.add_column("attachment", sa.Column("key_sealed", sa.LargeBinary(), nullable=True, comment=_KEY))


def downgrade() -> None:
    # What was sealed stays so, and its key is lost with the column: who goes back takes the files from a backup.
    for name in ("key_sealed", "own_key", "format"):
        op.drop_column("attachment", name)
