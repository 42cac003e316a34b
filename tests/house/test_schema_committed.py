"""The schema is a promise: it is committed, and it breaks only with a word in the changelog."""

from pathlib import Path

import pytest
from graphql import build_schema as read_sdl
from graphql.utilities import find_breaking_changes

from schema.export import schema_with, sdl
from tests.support.plugged import in_tree

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "schema" / "schema.graphql"
RELEASED = ROOT / "schema" / "released.graphql"


def unreleased() -> list[str]:
    """The lines of the changelog's first section."""
    sections = (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n## ")
    return sections[1].splitlines()


def named_as_breaking(change: str, lines: list[str]) -> bool:
    """Whether a Breaking line names the type or field the change begins with, like `Case.state`."""
    words = change.removeprefix("Field ").split()
    subject = next(word.strip("'.") for word in words if word[:1].isupper() or "." in word)
    return any("**Breaking" in line and subject in line for line in lines)


def test_the_committed_sdl_is_the_schema_with_every_plugin() -> None:
    names = in_tree()
    mend = f"run: hotline schema export --plugins {','.join(names)} schema/schema.graphql"
    assert COMMITTED.read_text("utf-8") == sdl(schema_with(names)), mend


def test_what_breaks_since_the_release_is_in_the_changelog() -> None:
    before, now = read_sdl(RELEASED.read_text("utf-8")), read_sdl(COMMITTED.read_text("utf-8"))

    unnamed = [
        change.description
        for change in find_breaking_changes(before, now)
        if not named_as_breaking(change.description, unreleased())
    ]

    assert unnamed == []


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("- **Breaking** Case.state is gone; use Case.stage.", True),
        ("- **Breaking** Case.stage is gone.", False),
        ("- Case.state is gone.", False),
    ],
)
def test_a_break_counts_as_named_only_where_it_is(line: str, named: bool) -> None:
    assert named_as_breaking("Case.state was removed.", [line]) is named


def test_a_field_whose_type_changed_is_named_by_its_own_name() -> None:
    change = "Field Case.state changed type from String! to String."
    assert named_as_breaking(change, ["- **Breaking** Case.state may be null."])
    assert not named_as_breaking(change, ["- **Breaking** Field Case.stage is gone."])
