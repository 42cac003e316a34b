"""The registry of codes, and what a refusal carries."""

from datetime import UTC, datetime

import pytest

from core.errors import (
    NOT_ALLOWED,
    NOT_FOUND,
    STALE,
    ErrorCode,
    NotAllowed,
    NotFound,
    Refused,
    Stale,
    StaleDetail,
    register,
)

LIMIT = ErrorCode("SAMPLE_LIMIT", "最多 {limit} 个。", "At most {limit}.")
"""Not registered: the registry is that of the whole process."""


def test_a_code_is_registered_once_and_may_be_entered_again_unchanged() -> None:
    assert register(NOT_FOUND) is NOT_FOUND

    with pytest.raises(ValueError, match="NOT_FOUND is registered twice"):
        register(ErrorCode("NOT_FOUND", "没有。", "None."))


def test_a_refusal_tells_its_text_in_either_language() -> None:
    refused = Refused(LIMIT, field=("input", "ids"), limit=3)

    assert (refused.text("zh"), refused.text("en")) == ("最多 3 个。", "At most 3.")
    assert refused.field == ("input", "ids")


def test_absent_and_invisible_are_one_code() -> None:
    assert (NotFound(field=("input", "caseId")).code, NotFound().field) == (NOT_FOUND, None)


def test_what_is_not_allowed_names_the_verb() -> None:
    assert (NotAllowed("dispatchCase").code, NotAllowed("dispatchCase").params) == (
        NOT_ALLOWED,
        {"verb": "dispatchCase"},
    )


def test_a_stale_object_points_at_the_version_and_says_what_it_is_now() -> None:
    detail = StaleDetail(7, ("category",), "d:operator", datetime(2026, 11, 16, tzinfo=UTC))
    stale = Stale(detail)

    assert (stale.code, stale.field, stale.detail) == (STALE, ("input", "expectedVersion"), detail)
    assert "7" in stale.text("en")
