"""Roles are data: the policy file alone names them, so that changing who may do what never means changing code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.access.matrix import POLICY, load_matrix
from core.plugin.discovery import bundled

ROOT = Path(__file__).parents[2]
KINDS = {".py", ".toml", ".sql", ".csv", ".graphql", ".json", ".conf"}
ROLES = load_matrix().roles
NAMESAKES = set(bundled())
"""A plug-in and a role may bear one name; as a role the name is caught by its prefix or a comparison."""
COMPOUND = re.compile(rf"\b(?:{'|'.join(sorted(role for role in ROLES - NAMESAKES if '_' in role))})\b")
PREFIXED = re.compile(rf"\br:(?:{'|'.join(sorted(ROLES))})\b")
COMPARED = re.compile(rf"""\brole\b\W{{0,12}}["'](?:{"|".join(sorted(ROLES))})["']""")
NOUNS = {"reporter"}
"""The reporter is also a table and a field of every case; as a role the name is caught by its prefix or a comparison."""


def sources() -> list[Path]:
    labels, accounts = ROOT / "core/codes/core_codes.csv", (ROOT / "web/cli").glob("*_accounts.csv")
    exempt = (labels, ROOT / "web/testing", ROOT / "core/seed/taian", *accounts)
    return [
        path
        for folder in ("core", "schema", "plugins", "web")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in KINDS
        and path.name != POLICY.name
        and not any(path == spared or spared in path.parents for spared in exempt)
    ]


def role_names(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Line and role of every place where `text` names one."""
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern in (COMPOUND, PREFIXED, COMPARED):
            yield from ((number, found.group()) for found in pattern.finditer(line))
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and node.value in ROLES - NOUNS - NAMESAKES:
                yield node.lineno, str(node.value)


def test_no_source_names_a_role() -> None:
    found = [
        f"{path.relative_to(ROOT)} line {line}: {name}"
        for path in sources()
        for line, name in role_names(path, path.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        'if grant.role == "reporter":',
        'ADMIN = "administrator"',
        'STAFF = {"operator", "dispatcher"}',
        "subject = 'r:auditor'",
        'label = "for the county_officer only"',
        "is_city_lead = city_lead in roles",
        'rows = {"role": "reporter"}',
    ],
)
def test_a_role_name_in_code_is_found(line: str) -> None:
    text = line if not line.endswith(":") else f"{line}\n    pass"

    assert list(role_names(Path("x.py"), text))


@pytest.mark.parametrize("line", ['reporter = Table("reporter")', "# what the operator typed", "def supervisor(): ..."])
def test_words_of_the_domain_are_no_role_names(line: str) -> None:
    assert not list(role_names(Path("x.py"), line))
