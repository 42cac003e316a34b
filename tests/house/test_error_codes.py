"""Error codes: one form, two languages that say the same, and every one in docs/errors.md."""

import re
from string import Formatter

import pytest

from core.errors import ErrorCode
from tests.support.error_page import PAGE, codes, page

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", codes(), ids=lambda one: one.code)
class TestCode:
    def test_is_in_capitals(self, code: ErrorCode) -> None:
        assert re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", code.code)

    def test_is_a_sentence_in_both_languages(self, code: ErrorCode) -> None:
        assert CHINESE.search(code.zh)
        assert code.en[0] == "{" or code.en[0].isupper()
        assert code.en.endswith((".", "}"))

    def test_says_the_same_in_both_languages(self, code: ErrorCode) -> None:
        assert parameters(code.zh) == parameters(code.en)

    def test_names_its_article_by_number(self, code: ErrorCode) -> None:
        assert code.article is None or re.fullmatch(r"\d+(\(\d\))?(, \d+(\(\d\))?)*", code.article)


def test_the_page_of_codes_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it anew: .venv/bin/python -m tests.support.error_page"
