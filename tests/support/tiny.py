"""A plug-in as small as one with a table can be, written as files: its package has a module `plugin` and migrations."""

import importlib.util
from pathlib import Path
from types import ModuleType

NAME = "tiny"

PLUGIN = '''
"""Keeps notes."""

from sqlalchemy import Column, ForeignKey, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from core.api import PLUGIN_API, CodeRow, Command, Manifest, NotFound, hook, metadata, new_id, row_id

manifest = Manifest(name="tiny", version="1.0", api=PLUGIN_API, title_zh="便笺", title_en="Notes")
note = Table(
    "tiny_note",
    metadata,
    row_id(),
    Column("text", Text, nullable=False),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id")),
)


@hook
def tables():
    return [note]


@hook
def codes():
    return [CodeRow("tiny_mood", "GLAD", "高兴", "Glad")]


@hook
def cli_commands():
    return [Command("write", "Write a note.", write)]


async def write(uow, text: str, times: int = 1):
    await uow.insert(note, [{"id": new_id(), "text": text} for _ in range(times)])
    if text == "no":
        raise NotFound
    return [f"wrote {text}"]
'''

FIRST = '''
"""Notes"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tiny_note",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_tiny_note_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tiny_note")),
    )


def downgrade() -> None:
    op.drop_table("tiny_note")
'''


def write_plugin(folder: Path) -> Path:
    """The package in `folder`; its own folder."""
    package = folder / NAME
    (package / "migrations").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "plugin.py").write_text(PLUGIN, "utf-8")
    (package / "migrations" / "0001_tiny.py").write_text(FIRST, "utf-8")
    return package


def imported(package: Path) -> ModuleType:
    """The `plugin` module of a package that is not on the path, as an installed one would be."""
    spec = importlib.util.spec_from_file_location(f"made.{NAME}.plugin", package / "plugin.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
