from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from core.deadlines.profile import Profile
from core.deadlines.profile_files import ProfileBook, ProfileError, bundled_profiles, parse_profile, read_profiles
from tests.core.deadlines.oracle import exactly

TEXT = (files("core.deadlines") / "profiles" / "taian.toml").read_text("utf-8")
TAIAN = bundled_profiles().version("taian", 2)
UTILITY = '[[clock.ACCEPTANCE]]\nid = "utility"\nwhen = { utility = true }\nminutes = 30\n'
DISPATCH = 'id = "ordinary"\nminutes = 240\n'
WHOLE = "taian.toml: clock: "


def test_five_profiles_come_with_the_system() -> None:
    assert bundled_profiles().names == ("beijing", "guangdong", "lvliang", "taian", "tianjin")


REFUSALS = [
    ("version = 2", "version = 0", "taian.toml: version: Input should be greater than or equal to 1"),
    ("version = 2", 'version = "2"', "taian.toml: version: Input should be a valid integer"),
    ('name = "taian"', 'name = "Tai an"', "taian.toml: name: String should match pattern '^[a-z][a-z0-9_]*$'"),
    ('name = "taian"\n', "", "taian.toml: name: Field required"),
    ('name = "taian"', 'name = "taian"\nnam = 1', "taian.toml: nam: Extra inputs are not permitted"),
    (
        "valid_from = 2004-01-01",
        'valid_from = "soon"',
        "taian.toml: valid_from: Input should be a valid date or datetime, input is too short",
    ),
    (
        "[09:00:00, 12:00:00]",
        "[12:00:00, 09:00:00]",
        "taian.toml: office: a period must end after it begins: 12:00-09:00",
    ),
    (
        "[14:00:00, 18:00:00]",
        "[11:00:00, 18:00:00]",
        "taian.toml: office: periods must follow one another: 11:00 lies before 12:00",
    ),
    ("share = 0.75", "share = 1.5", "taian.toml: yellow.share: Input should be less than 1"),
    ("days = 1\nshare", "days = 0\nshare", "taian.toml: yellow.days: Input should be greater than or equal to 1"),
    (
        "max_bounces = { value = 3",
        "max_bounces = { value = -1",
        "taian.toml: limits.max_bounces.value: Input should be greater than or equal to 0",
    ),
    (
        "max_bounces = { value = 3",
        "max_bounces = { value = true",
        "taian.toml: limits.max_bounces.value: Input should be a valid integer",
    ),
    ("max_bounces", "max_bounce", "taian.toml: limits.max_bounces: Field required"),
    (
        UTILITY,
        UTILITY.replace("30", "0"),
        "taian.toml: clock.ACCEPTANCE[1].minutes: Input should be greater than or equal to 1",
    ),
    (
        UTILITY,
        UTILITY.replace("30", "30\ndays = 1"),
        "taian.toml: clock.ACCEPTANCE[1]: a budget is in days or in minutes: give exactly one of them",
    ),
    (
        UTILITY,
        UTILITY.replace("minutes = 30\n", ""),
        "taian.toml: clock.ACCEPTANCE[1]: a budget is in days or in minutes: give exactly one of them",
    ),
    (
        UTILITY,
        UTILITY.replace("minutes", "minuts"),
        "taian.toml: clock.ACCEPTANCE[1].minuts: Extra inputs are not permitted",
    ),
    (
        UTILITY,
        UTILITY.replace("utility = true", "utilty = true"),
        "taian.toml: clock.ACCEPTANCE[1].when.utilty: Extra inputs are not permitted",
    ),
    (
        UTILITY,
        UTILITY.replace("utility = true", "utility = 1"),
        "taian.toml: clock.ACCEPTANCE[1].when.utility: Input should be a valid boolean",
    ),
    (
        UTILITY,
        UTILITY.replace("utility = true", 'kind = ["GOSSIP"]'),
        "taian.toml: clock.ACCEPTANCE[1].when.kind[0]: "
        "Input should be 'CONSULTATION', 'HELP_REQUEST', 'COMPLAINT', 'REPORT', 'SUGGESTION' or 'COMMENDATION'",
    ),
    (
        UTILITY,
        UTILITY.replace("utility = true", "kind = []"),
        "taian.toml: clock.ACCEPTANCE[1].when.kind: Tuple should have at least 1 item after validation, not 0",
    ),
    (
        UTILITY,
        UTILITY.replace(" utility = true ", ""),
        "taian.toml: clock.ACCEPTANCE[1].when: an empty condition: name a fact, or leave `when` out in the last rule",
    ),
    (
        UTILITY,
        UTILITY.replace('"utility"', '"Utility"'),
        "taian.toml: clock.ACCEPTANCE[1].id: String should match pattern '^[a-z][a-z0-9-]*$'",
    ),
    (
        UTILITY,
        UTILITY.replace('"utility"', '"ordinary"'),
        WHOLE + "ACCEPTANCE: two rules are called ordinary: rename one",
    ),
    (
        UTILITY,
        UTILITY.replace("when = { utility = true }\n", ""),
        WHOLE + "ACCEPTANCE: rule utility holds for every case and hides those after it: give it a `when`",
    ),
    (
        DISPATCH,
        "when = { utility = true }\n" + DISPATCH,
        WHOLE + "DISPATCH: the last rule must hold for every case: leave out its `when`",
    ),
    ("[[clock.REVIEW]]", "[[clock.REVEIW]]", WHOLE + "no rules for REVIEW: every core clock needs at least one rule"),
    (
        "[[clock.REVIEW]]",
        "[[clock.review]]",
        "taian.toml: clock.review.[key]: String should match pattern '^[A-Z][A-Z0-9_]*$'",
    ),
    ('mode = "CLOCK"', 'mode = "clock"', "taian.toml: clock.TRIAGE[0].mode: Input should be 'WORKING' or 'CLOCK'"),
    ('trust = "R"', 'trust = "X"', "taian.toml: office.trust: Input should be 'P', 'M', 'D', 'U' or 'R'"),
    (
        "[yellow]",
        "[yellow",
        "taian.toml: not TOML: Expected ']' at the end of a table declaration (at line 15, column 8)",
    ),
]


@pytest.mark.parametrize(("sound", "wrong", "message"), REFUSALS)
def test_a_wrong_profile_is_refused_with_the_path_of_the_key(sound: str, wrong: str, message: str) -> None:
    assert sound in TEXT
    with pytest.raises(ProfileError) as refused:
        parse_profile(TEXT.replace(sound, wrong, 1), "taian.toml")
    assert message in str(refused.value).splitlines()


def test_every_mistake_is_told_at_once() -> None:
    wrong = TEXT.replace("version = 2", "version = 0").replace("share = 0.75", "share = 1.5")
    with pytest.raises(ProfileError) as refused:
        parse_profile(wrong, "taian.toml")
    assert len(str(refused.value).splitlines()) == 2


def later(version: int, valid_from: date) -> Profile:
    return TAIAN.model_copy(update={"version": version, "valid_from": valid_from})


def test_a_case_keeps_its_version_and_a_new_one_binds_new_cases() -> None:
    book = ProfileBook([TAIAN, later(3, date(2027, 1, 1)), later(4, date(2027, 1, 1))])
    assert book.current("taian", date(2026, 12, 31)).version == 2
    assert book.current("taian", date(2027, 1, 1)).version == 4
    assert book.version("taian", 3).valid_from == date(2027, 1, 1)


def test_profiles_that_are_not_there_are_refused() -> None:
    book = bundled_profiles()
    with pytest.raises(ProfileError, match=exactly("there is no version 9 of profile taian: restore its file")):
        book.version("taian", 9)
    known = "beijing, guangdong, lvliang, taian, tianjin"
    with pytest.raises(ProfileError, match=exactly(f"there is no profile jinan: choose one of {known}")):
        book.current("jinan", date(2026, 1, 1))
    message = "profile taian is not valid on 2003-12-31, only from 2004-01-01: set an earlier valid_from"
    with pytest.raises(ProfileError, match=exactly(message)):
        book.current("taian", date(2003, 12, 31))


def test_a_folder_may_hold_several_versions(tmp_path: Path) -> None:
    (tmp_path / "taian.toml").write_text(TEXT, "utf-8")
    (tmp_path / "taian-2.toml").write_text(TEXT.replace("version = 2", "version = 3"), "utf-8")
    (tmp_path / "README.md").write_text("not a profile", "utf-8")
    assert read_profiles(tmp_path).version("taian", 3).version == 3


def test_a_version_twice_and_a_wrong_file_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "taian-1.toml").write_text(TEXT, "utf-8")
    (tmp_path / "taian-2.toml").write_text(TEXT, "utf-8")
    with pytest.raises(ProfileError, match=exactly("profile taian has version 2 twice: raise the newer one's")):
        read_profiles(tmp_path)
    (tmp_path / "jinan.toml").write_text(TEXT, "utf-8")
    message = "jinan.toml: name: the file holds profile taian: rename one of them"
    with pytest.raises(ProfileError, match=exactly(message)):
        read_profiles(tmp_path)
