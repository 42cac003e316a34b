"""docs/articles.md: complete, and nothing in it that is not there."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARTICLES = range(2, 33)
# DESIGN §5
BUNDLED = {
    "legal_desk",
    "enterprise_desk",
    "utility_queues",
    "discipline_referral",
    "supervision",
    "knowledge_base",
    "evaluation",
    "insight",
    "proactive",
    "conduct",
    "smart_assist",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, its cells as they were written."""

    article: str
    what: str
    code: str
    test: str


@cache
def lines() -> tuple[Line, ...]:
    text = (ROOT / "docs" / "articles.md").read_text(encoding="utf-8")
    rows = [row for row in text.splitlines() if row.startswith("| Art.")]
    return tuple(Line(*(cell.strip() for cell in row.strip("|").split("|"))) for row in rows)


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_article_from_2_to_32_has_a_line() -> None:
    numbers = {int(re.match(r"Art\. (\d+)", line.article)[1]) for line in lines()}  # type: ignore[index]
    assert numbers == set(ARTICLES)


@pytest.mark.parametrize("line", lines(), ids=lambda line: line.article)
class TestLine:
    def test_its_code_exists_or_is_accounted_for(self, line: Line) -> None:
        assert quoted(line.code) or line.code.startswith(("not yet: ", "outside: ")), line.code
        assert [path for path in quoted(line.code) if not (ROOT / path).is_file()] == []

    def test_its_tests_exist_or_are_accounted_for(self, line: Line) -> None:
        assert quoted(line.test) or line.test.startswith(("not yet: ", "outside")), line.test
        for named in quoted(line.test):
            path, _, function = named.partition("::")
            assert (ROOT / path).is_file(), named
            assert function in functions(ROOT / path), named

    def test_what_is_outside_has_no_code_to_test(self, line: Line) -> None:
        assert line.code.startswith("outside: ") == (line.test == "outside")

    def test_a_plug_in_it_waits_for_is_a_bundled_one_that_is_not_here(self, line: Line) -> None:
        waiting = [cell.partition("not yet: ")[2] for cell in (line.code, line.test)]
        awaited = {name for cell in waiting for name in re.findall(r"plug-in (\w+)", cell)}
        assert awaited <= BUNDLED
        assert [name for name in awaited if (ROOT / "plugins" / name / "__init__.py").exists()] == []
