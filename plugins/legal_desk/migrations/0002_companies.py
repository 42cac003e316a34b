"""Companies of conflicts are known by an index, as those of reporters are; while the key is rotated there are two of each"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


_RENEWED = "the same under the newer key, while that is being rotated"
_COLUMNS = (
    ("company_index", "keyed as the core keys the companies of reporters"),
    ("company_index_next", _RENEWED),
    ("party_index_next", _RENEWED),
)


def upgrade() -> None:
    for name, comment in _COLUMNS:
        op.add_column("legal_desk_conflict", sa.Column(name, sa.LargeBinary(), nullable=True, comment=comment))


def downgrade() -> None:
    for name, _ in reversed(_COLUMNS):
        op.drop_column("legal_desk_conflict", name)
