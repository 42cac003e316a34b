from pathlib import Path

import pytest

from core.access.errors import PolicyError
from core.access.matrix import POLICY
from core.access.operations import register
from core.access.policy import PluginPolicy, read_policy
from tests.core.access.policy_files import HEAD, written

register("museum/accept", "接收", "accept a matter of museums")
P, G = "p, role, operation, scope, max_secrecy, eft", "g, role, group"
FOURTH = [
    (
        "p, r:clerk, case.write, district, PRIVACY, allow",
        "unknown operation 'case.write'; use one of acceptAssignment, acceptCase, ",
    ),
    ("p, r:clerk, clock.read, county, PRIVACY, allow", "unknown scope 'county'; use one of all, district, own, unit"),
    (
        "p, r:clerk, clock.read, unit, 2, allow",
        "unknown max_secrecy '2'; use one of DISCIPLINE, NORMAL, PRIVACY, REPORTER_CONFIDENTIAL",
    ),
    ("p, r:clerk, clock.read, unit, PRIVACY, denny", "unknown eft 'denny'; use one of allow, deny"),
    ("p, r:clerk, clock.read, unit, PRIVACY, Allow", "unknown eft 'Allow'; use one of allow, deny"),
    ("p, r:clerk, clock.read, unit, PRIVACY", f"5 columns; write {P}"),
    ("p, r:clerk, clock.read, unit, PRIVACY, allow, x", f"7 columns; write {P}"),
    ("p, r:clerk, clock.read, unit, PRIVACY, allow # why", "unknown eft 'allow # why'; use one of allow, deny"),
    ("g, r:clerk", f"2 columns; write {G}"),
    ("g, r:clerk, r:staff, r:more", f"4 columns; write {G}"),
    (
        "P, r:clerk, clock.read, unit, PRIVACY, allow",
        "a line begins with 'P'; begin a rule with p, a declaration with g",
    ),
    ("p2, r:clerk, clock.read, unit, PRIVACY, allow", "a line begins with 'p2'; begin a rule with p, "),
    ("allow everybody", "a line begins with 'allow everybody'; begin a rule with p, a declaration with g"),
    ("p, clerk, clock.read, unit, PRIVACY, allow", "role 'clerk'; write r: and a name in small letters, digits and _"),
    ("p, u:clerk, clock.read, unit, PRIVACY, allow", "role 'u:clerk'; write r: and a name in small letters, "),
    ("g, r:clerk, boss", "group 'boss'; write r: and a name in small letters, digits and _"),
    ("p, r:cleric, clock.read, unit, PRIVACY, allow", "unknown role 'r:cleric'; declare it: g, r:ROLE, r:GROUP"),
    (
        "p, r:clerk, case.read, unit, PRIVACY, deny",
        "a deny takes the whole operation away; write all, DISCIPLINE, deny",
    ),
    (
        "p, r:clerk, case.read, district, PRIVACY, allow",
        "says again what line 3 says; remove one of the two lines",
    ),
    (
        "p, r:clerk, case.read, district, NORMAL, allow",
        "says again what line 3 says; remove one of the two lines",
    ),
    ("g, r:clerk, r:staff", "says again what line 1 says; remove one of the two lines"),
    ("g, r:staff, r:clerk", "inherits from itself; remove one link of the circle"),
    ("g, r:clerk, r:clerk", "inherits from itself; remove one link of the circle"),
]


@pytest.mark.parametrize(("line", "fault"), FOURTH)
def test_a_malformed_line_is_refused_with_its_number_and_mend(line: str, fault: str, tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEAD}{line}\n")

    with pytest.raises(PolicyError) as refusal:
        read_policy(path)

    assert str(refusal.value).startswith(f"{path} line 4: ")
    assert fault in str(refusal.value)
    assert [found.line for found in refusal.value.faults] == [4]


def test_every_faulty_line_is_told_at_once_and_comments_count_as_lines(tmp_path: Path) -> None:
    path = written(tmp_path, "# a\n\ng, r:clerk, r:staff\n  # b\np, r:clerk, x, unit, LOW, allow\np\n")

    with pytest.raises(PolicyError) as refusal:
        read_policy(path)

    assert [fault.line for fault in refusal.value.faults] == [5, 5, 6]


def test_inheritance_deeper_than_casbin_follows_is_refused(tmp_path: Path) -> None:
    chain = [f"g, r:level{step}, r:level{step + 1}" for step in range(10)]
    path = written(tmp_path, HEAD + "\n".join(chain))

    with pytest.raises(PolicyError) as refusal:
        read_policy(path)

    assert str(refusal.value) == f"{path} line 4: r:level0 inherits over 10 steps; keep to 9"


def test_a_file_without_a_rule_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "# nothing here\n")

    with pytest.raises(PolicyError) as refusal:
        read_policy(path)

    assert str(refusal.value) == f"{path}: it grants nothing; give it at least one rule"


@pytest.mark.parametrize("absent", ["missing.csv", "."])
def test_a_file_that_cannot_be_read_is_refused(absent: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"cannot be read \(.+\); name a readable policy file"):
        read_policy(tmp_path / absent)


def test_a_file_in_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "policy.csv"
    path.write_bytes(HEAD.encode() + "# 话务员".encode("gb18030"))

    with pytest.raises(PolicyError) as refusal:
        read_policy(path)

    assert str(refusal.value) == f"{path} line 4: not UTF-8; save the file as UTF-8"


def test_a_byte_order_mark_does_not_hide_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "policy.csv"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.encode())

    with pytest.raises(PolicyError, match="line 1: a line begins with"):
        read_policy(path)


def test_windows_line_ends_and_blanks_change_nothing(tmp_path: Path) -> None:
    plain = read_policy(written(tmp_path, HEAD))
    path = tmp_path / "windows.csv"
    path.write_bytes(HEAD.replace(", ", " ,  ").replace("\n", " \r\n").encode())

    assert read_policy(path) == plain


def test_the_policy_shipped_is_sound() -> None:
    assert len(read_policy(POLICY).roles) == 20


def guided(*lines: str) -> list[PluginPolicy]:
    """The lines of a plug-in `museum`, after a comment."""
    return [PluginPolicy("museum", "\n".join(["# museum", *lines]))]


def test_a_plug_in_grants_its_operations_to_roles_of_the_file_and_to_its_own(tmp_path: Path) -> None:
    own = ("g, r:museum_guide, r:staff", "p, r:museum_guide, museum/accept, all, NORMAL, allow")
    path = written(tmp_path, HEAD)

    policy = read_policy(path, guided("p, r:clerk, museum/accept, district, PRIVACY, allow", *own))

    assert policy.roles == {"r:clerk", "r:chief", "r:museum_guide"}
    assert policy.text.splitlines()[-1] == own[-1]


def test_a_plug_in_may_grant_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD)

    assert read_policy(path, guided()) == read_policy(path)


OUTSIDE = [
    (
        "p, r:clerk, case.read, district, PRIVACY, allow",
        "operation 'case.read' is not its own; grant operations below museum/ only",
    ),
    ("p, r:clerk, museum/refuse, district, PRIVACY, allow", "unknown operation 'museum/refuse'; use one of "),
    ("p, r:clerk, case.read, all, DISCIPLINE, deny", "operation 'case.read' is not its own; "),
    ("p, r:museum_guide, museum/accept, all, NORMAL, allow", "unknown role 'r:museum_guide'; declare it: "),
    ("p, r:clerk, museum/accept, county, NORMAL, allow", "unknown scope 'county'; use one of "),
    ("p, r:clerk", "2 columns; write p, role, "),
    ("g, r:clerk, r:museum_guide", "r:clerk is not its own; declare roles that begin with r:museum_"),
    ("g, r:museum_guide, r:chief", "r:chief is not its own; declare roles that begin with r:museum_"),
    ("g, r:museum_guide, r:museum_guide", "r:museum_guide inherits from itself; remove one link of the circle"),
]


@pytest.mark.parametrize(("line", "fault"), OUTSIDE)
def test_a_plug_in_s_line_beyond_its_prefix_is_refused_with_its_place(line: str, fault: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as refusal:
        read_policy(written(tmp_path, HEAD), guided(line))

    assert str(refusal.value).startswith("museum/policy.csv line 2: ")
    assert fault in str(refusal.value)
