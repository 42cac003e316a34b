"""Months go by the calendar, and a profile's rules are held to their order."""

from datetime import datetime
from importlib.resources import files

import pytest

from core.cases.states import Kind, Secrecy
from core.clock import SHANGHAI
from core.deadlines.profile_files import ProfileError, bundled_profiles, parse_profile
from core.retention.rule import months_before


@pytest.mark.parametrize(
    ("instant", "months", "before"),
    [
        ("2026-11-16T10:00", 12, "2025-11-16T10:00"),
        ("2028-02-29T00:00", 12, "2027-02-28T00:00"),
        ("2026-03-31T23:59", 1, "2026-02-28T23:59"),
        ("2026-01-15T08:00", 1, "2025-12-15T08:00"),
        ("2026-01-15T08:00", 120, "2016-01-15T08:00"),
    ],
)
def test_months_go_back_by_the_local_calendar(instant: str, months: int, before: str) -> None:
    found = months_before(datetime.fromisoformat(instant).replace(tzinfo=SHANGHAI), months)
    assert found == datetime.fromisoformat(before).replace(tzinfo=SHANGHAI)


def _profile(*rules: str) -> str:
    shipped = (files("core.deadlines") / "profiles" / "taian.toml").read_text("utf-8")
    return shipped.partition("[[retention]]")[0] + "\n".join(rules)


def _rule(id_: str, when: str = "", close: int = 6, anonymise: int = 7, delete: str = "") -> str:
    clocks = f'close = {{ months = {close}, source = "x", trust = "R" }}\n'
    clocks += f'anonymise = {{ months = {anonymise}, source = "x", trust = "R" }}\n{delete}\n'
    return f'[[retention]]\nid = "{id_}"\n{when}\n{clocks}'


REPORTS = 'when = { kind = ["REPORT"] }'


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ((_rule("a", close=8),), "a case is closed, then anonymised, then deleted"),
        ((_rule("a", 'when = { kind = ["REPORT"] }'),), "the last rule must hold for every case"),
        ((_rule("a"), _rule("b")), "rule a holds for every case"),
        ((_rule("a", "when = {}"), _rule("b")), "an empty condition"),
        ((_rule("a").replace('source = "x", ', ""),), "source"),
        ((_rule("a", close=0),), "greater than or equal to 1"),
        (
            (_rule("a", delete='delete = { months = 6, source = "x", trust = "R" }'),),
            "closed, then anonymised, then deleted",
        ),
        ((_rule("a", close=5),), "rule a: close: a deadline may take 6 months: give it as many at least"),
        ((_rule("a", REPORTS), _rule("b", REPORTS), _rule("c")), "rule b is never reached"),
    ],
)
def test_what_cannot_be_kept_to_is_refused(rules: tuple[str, ...], fault: str) -> None:
    with pytest.raises(ProfileError, match=fault):
        parse_profile(_profile(*rules), "taian.toml")


def test_a_rule_without_deletion_keeps_for_good_and_a_profile_without_rules_keeps_all() -> None:
    (rule,) = parse_profile(_profile(_rule("a")), "taian.toml").retention
    assert rule.delete is None
    assert parse_profile(_profile(), "taian.toml").retention == ()


def test_where_no_deadline_takes_as_long_one_may_still_go_to_court() -> None:
    quick = _profile(_rule("a", close=5, anonymise=5)).replace(
        "long_cycle_days = { value = 180", "long_cycle_days = { value = 90"
    )
    told = "rule a: anonymise: an appeal may come for 6 months: give it as many at least"
    with pytest.raises(ProfileError, match=told):
        parse_profile(quick, "taian.toml")


@pytest.mark.parametrize("name", bundled_profiles().names)
def test_every_bundled_profile_has_rules_that_outlast_its_deadlines(name: str) -> None:
    profile = bundled_profiles().version(name, 2)
    assert profile.longest == 6
    assert {rule.id for rule in profile.retention} == {"report", "help", "ordinary"}


def test_every_sort_of_case_of_tai_an_has_one_rule() -> None:
    rules = bundled_profiles().version("taian", 2).retention
    first = {(k, s): next(rule.id for rule in rules if rule.holds(k, s)) for k in Kind for s in Secrecy}
    assert first[Kind.REPORT, Secrecy.REPORTER_CONFIDENTIAL] == "report"
    assert first[Kind.CONSULTATION, Secrecy.NORMAL] == "help"
    assert first[Kind.COMPLAINT, Secrecy.PRIVACY] == "ordinary"
