"""A refusal as a payload tells it."""

from datetime import UTC, datetime

from core.codes.registry import CodeRegistry
from core.errors import ErrorCode, Refused, Stale, StaleDetail
from schema.errors import StaleObject, UserError, user_error

NONE = CodeRegistry({}, {})
CODE = ErrorCode("SAMPLE", "最多 {limit} 个", "At most {limit}", "15(4)")


def test_a_refusal_carries_code_text_field_and_article() -> None:
    assert user_error(Refused(CODE, field=("input", "days"), limit=3), NONE, "en") == UserError(
        code="SAMPLE", message="At most 3", field=["input", "days"], plugin=None, article="15(4)", stale=None
    )


def test_a_plug_in_that_refuses_is_named() -> None:
    told = user_error(Refused(CODE, limit=3, plugin="parking"), NONE, "zh")
    assert (told.plugin, told.message, told.field) == ("parking", "最多 3 个", None)


def test_a_stale_object_tells_how_far_it_moved() -> None:
    at = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    told = user_error(Stale(StaleDetail(5, ("category",), "操作员", at)), NONE, "zh")
    assert told.stale == StaleObject(current_version=5, changed_fields=["category"], writer="操作员", at=at)
    assert (told.code, told.message) == ("STALE_VERSION", "该对象已被更新到版本 5，请刷新后重试。")
