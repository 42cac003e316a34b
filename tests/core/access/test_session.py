"""Which sessions are over."""

from datetime import UTC, datetime, timedelta

import pytest

from core.access.session import Ended, Session, is_over

AT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(("issued", "over"), [(-600, True), (0, True), (1, False), (600, False)], ids=str)
def test_all_of_an_account_are_over_that_were_issued_until_then(issued: int, over: bool) -> None:
    session = Session(AT + timedelta(seconds=issued), frozenset(("j",)))
    assert is_over(session, (Ended(None, AT),)) is over


def test_one_that_is_named_is_over_whenever_it_was_issued_and_no_other() -> None:
    later = Session(AT + timedelta(hours=1), frozenset(("jti-1", "sid-1")))
    assert is_over(later, (Ended("sid-1", AT),))
    assert is_over(later, (Ended("other", AT), Ended("jti-1", AT)))
    assert not is_over(later, (Ended("other", AT),))
    assert not is_over(Session(AT), (Ended("jti-1", AT),))


def test_a_key_ends_by_its_name_alone() -> None:
    key = Session(names=frozenset(("hk_a",)))
    assert not is_over(key, (Ended(None, AT),))
    assert is_over(key, (Ended("hk_a", AT),))


def test_who_has_no_session_has_none_to_end() -> None:
    assert not is_over(None, (Ended(None, AT),))
