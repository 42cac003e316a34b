from itertools import product

import pytest

from core.cases.states import Channel, Kind, Urgency
from core.deadlines.budget import Budget, Mode
from core.deadlines.kinds import ClockKind
from core.deadlines.profile import Profile, UnknownClock
from core.deadlines.profile_files import bundled_profiles
from core.deadlines.rule import Facts, Rule
from core.retention.rule import RetentionRule
from tests.core.deadlines.oracle import exactly

PROFILES = [bundled_profiles().version(name, 2) for name in bundled_profiles().names]
OTHERS = [profile for profile in PROFILES if profile.name != "taian"]
TAIAN = bundled_profiles().version("taian", 2)


def named(profile: Profile) -> str:
    return profile.name


def every_case() -> list[Facts]:
    flags = (True, False)
    return [
        Facts(urgency=urgency, kind=kind, channel=channel, utility=utility, enterprise=enterprise, complex=complex_)
        for urgency, kind, channel, utility, enterprise, complex_ in product(
            Urgency, Kind, (Channel.PHONE, Channel.WEB), flags, flags, flags
        )
    ]


@pytest.mark.parametrize("profile", PROFILES, ids=named)
@pytest.mark.parametrize("kind", ClockKind)
def test_every_profile_answers_every_kind_for_every_case(profile: Profile, kind: ClockKind) -> None:
    used = {profile.rule(kind, facts).id for facts in every_case()}
    assert used == {rule.id for rule in profile.clock[kind]}
    for facts in [Facts(), *every_case()]:
        budget, rule_id = profile.budget(kind, facts)
        assert rule_id == f"{profile.name}@2/{kind}/{profile.rule(kind, facts).id}"
        assert budget == profile.rule(kind, facts).budget


@pytest.mark.parametrize(
    ("kind", "facts", "budget", "rule"),
    [
        ("TRIAGE", {}, Budget(minutes=120), "ordinary"),
        ("TRIAGE", {"urgency": Urgency.LIFE_DANGER}, Budget(minutes=15, mode=Mode.CLOCK), "life-danger"),
        ("DISPATCH", {}, Budget(minutes=240), "ordinary"),
        ("ACCEPTANCE", {"urgency": Urgency.LIFE_DANGER}, Budget(minutes=15, mode=Mode.CLOCK), "life-danger"),
        ("ACCEPTANCE", {"utility": True}, Budget(minutes=30, mode=Mode.CLOCK), "utility"),
        ("ACCEPTANCE", {"urgency": Urgency.URGENT}, Budget(days=1), "ordinary"),
        ("RETURN_WINDOW", {}, Budget(days=2), "ordinary"),
        ("FIRST_CONTACT", {"urgency": Urgency.URGENT}, Budget(minutes=120, mode=Mode.CLOCK), "urgent"),
        ("FIRST_CONTACT", {"enterprise": True}, Budget(minutes=120, mode=Mode.CLOCK), "enterprise"),
        ("FIRST_CONTACT", {}, Budget(minutes=1440, mode=Mode.CLOCK), "ordinary"),
        ("HANDLING", {"kind": Kind.CONSULTATION}, Budget(days=2), "consultation"),
        ("HANDLING", {"kind": Kind.COMPLAINT}, Budget(days=5), "ordinary"),
        ("HANDLING", {"kind": Kind.COMPLAINT, "enterprise": True}, Budget(days=15), "enterprise"),
        ("HANDLING", {"utility": True}, Budget(minutes=1440, mode=Mode.CLOCK), "utility"),
        ("REVIEW", {}, Budget(days=1), "ordinary"),
        ("CALLBACK", {}, Budget(days=1), "ordinary"),
        ("COMMITMENT", {}, Budget(days=15), "ordinary"),
    ],
)
def test_taian_grants(kind: str, facts: Facts, budget: Budget, rule: str) -> None:
    assert TAIAN.budget(kind, facts) == (budget, f"taian@2/{kind}/{rule}")


def test_taian_limits() -> None:
    limits = {name: limit.value for name, limit in TAIAN.limits}
    assert limits == {
        "max_bounces": 3,
        "adjudicate_after_dispatches": 3,
        "max_extensions": 2,
        "max_extension_days": 10,
        "extension_max_each": 10,
        "max_extension_minutes": 1440,
        "information_days": 5,
        "callback_attempts": 3,
        "long_cycle_days": 180,
    }
    assert (TAIAN.yellow.rule.days, TAIAN.yellow.rule.share) == (1, 0.75)


@pytest.mark.parametrize(
    ("name", "facts", "budget"),
    [
        ("beijing", {}, Budget(days=7, mode=Mode.CLOCK)),
        ("beijing", {"complex": True}, Budget(days=15, mode=Mode.CLOCK)),
        ("beijing", {"urgency": Urgency.LIFE_DANGER}, Budget(minutes=120, mode=Mode.CLOCK)),
        ("beijing", {"utility": True}, Budget(minutes=1440, mode=Mode.CLOCK)),
        ("guangdong", {"kind": Kind.CONSULTATION}, Budget(days=2)),
        ("guangdong", {"kind": Kind.HELP_REQUEST}, Budget(days=10)),
        ("guangdong", {"kind": Kind.SUGGESTION}, Budget(days=10)),
        ("guangdong", {"kind": Kind.COMPLAINT}, Budget(days=15)),
        ("guangdong", {"kind": Kind.REPORT}, Budget(days=15)),
        ("guangdong", {"kind": Kind.COMMENDATION}, Budget(days=5)),
        ("tianjin", {}, Budget(days=5)),
        ("lvliang", {"kind": Kind.CONSULTATION}, Budget(days=3)),
        ("lvliang", {}, Budget(days=5)),
    ],
)
def test_time_to_handle_elsewhere(name: str, facts: Facts, budget: Budget) -> None:
    assert bundled_profiles().version(name, 2).budget("HANDLING", facts)[0] == budget


def test_other_numbers_that_sources_give() -> None:
    lvliang, tianjin = (bundled_profiles().version(name, 2) for name in ("lvliang", "tianjin"))
    assert lvliang.budget("DISPATCH", {})[0] == Budget(minutes=210)
    assert lvliang.budget("RETURN_WINDOW", {})[0] == tianjin.budget("RETURN_WINDOW", {})[0] == Budget(days=1)
    assert tianjin.budget("RETURN_WINDOW", {"complex": True})[0] == Budget(days=2)
    assert (lvliang.limits.max_extensions.value, lvliang.limits.extension_max_each.value) == (3, 3)


@pytest.mark.parametrize("profile", OTHERS, ids=named)
def test_where_a_source_is_silent_taian_s_number_stands_as_a_recommendation(profile: Profile) -> None:
    silent: list[tuple[str, Rule]] = [
        (kind, rule) for kind, rules in profile.clock.items() for rule in rules if rule.source == "silent: as taian"
    ]
    for kind, rule in silent:
        same = next(one for one in TAIAN.clock[kind] if one.id == rule.id)
        assert (rule.when, rule.budget, rule.trust) == (same.when, same.budget, "R")
    for rule, as_there in zip(profile.retention, TAIAN.retention, strict=True):
        assert _months(rule) == _months(as_there)
    for name, limit in profile.limits:
        if limit.source == "silent: as taian":
            assert (limit.value, limit.trust) == (getattr(TAIAN.limits, name).value, "R")


def _months(rule: RetentionRule) -> object:
    return rule.id, rule.when, [one and (one.months, one.trust) for one in (rule.close, rule.anonymise, rule.delete)]


@pytest.mark.parametrize("profile", PROFILES, ids=named)
def test_what_has_no_source_is_marked_as_recommendation(profile: Profile) -> None:
    sourced = [*profile.limits.__dict__.values(), *(rule for rules in profile.clock.values() for rule in rules)]
    unfounded = [one for one in sourced if one.source.startswith(("no source", "silent"))]
    assert unfounded
    assert {one.trust for one in unfounded} == {"R"}


def test_a_clock_the_profile_does_not_know_is_refused() -> None:
    known = "ACCEPTANCE, CALLBACK, COMMITMENT, DISPATCH, FIRST_CONTACT, HANDLING, RETURN_WINDOW, REVIEW, TRIAGE"
    message = f"profile taian has no rules for LEGAL_REVIEW: it knows {known}"
    with pytest.raises(UnknownClock, match=exactly(message)):
        TAIAN.budget("LEGAL_REVIEW", {})


def test_a_tenth_clock_kind_is_data_like_the_nine() -> None:
    tenth = Rule(id="ordinary", days=3, mode=Mode.WORKING, source="the legal desk", trust="R")
    profile = Profile.model_validate({**TAIAN.model_dump(), "clock": {**TAIAN.clock, "LEGAL_REVIEW": [tenth]}})
    assert profile.budget("LEGAL_REVIEW", {}) == (Budget(days=3), "taian@2/LEGAL_REVIEW/ordinary")
