"""Hook = heading = test: the code, plugins/HOOKS.md and the tests name the same hooks."""

import re
from pathlib import Path

import pytest

from tests.support.hooks_page import PAGE, Hook, hooks, page

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"


def test_the_page_of_hooks_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it anew: .venv/bin/python -m tests.support.hooks_page"


@pytest.mark.parametrize("one", hooks(), ids=lambda one: one.name)
class TestHook:
    def test_says_what_it_is_for(self, one: Hook) -> None:
        assert one.doc.endswith((".", ">"))

    def test_says_what_becomes_of_failures_if_it_runs_later(self, one: Hook) -> None:
        semantics = r"\[(collect|first|veto|in transaction|notify|on_failure)\b"
        assert one.registration or re.match(semantics, one.doc)

    def test_has_a_test_of_its_name(self, one: Hook) -> None:
        pattern = re.compile(rf"def test_hook_{one.name}\b")
        assert any(pattern.search(file.read_text("utf-8")) for file in TESTS.rglob("test_*.py"))
