"""The lock files: complete, hashed, and free of any address or path."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
TO_RUN = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
TO_TEST = [*TO_RUN, *PROJECT["project"]["optional-dependencies"]["test"]]


def text(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")


def pins(lock: str) -> dict[str, str]:
    """Version by package name."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", text(lock), re.MULTILINE))


@pytest.mark.parametrize(("lock", "wanted"), [("serve", TO_RUN), ("test", TO_TEST)])
def test_every_dependency_is_pinned_as_the_project_wants_it(lock: str, wanted: list[str]) -> None:
    for line in wanted:
        requirement = Requirement(line)
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        assert requirement.specifier.contains(pins(lock)[name]), f"{line}: call `make lock`"


def test_what_runs_is_what_is_tested() -> None:
    assert pins("serve").items() <= pins("test").items()


@pytest.mark.parametrize("lock", ["serve", "test"])
def test_a_lock_holds_pins_with_hashes_and_nothing_else(lock: str) -> None:
    pin = r"[a-z0-9-]+==[0-9][^ \n]*(?: ; [^\n\\]+)? \\(?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+"
    comment = r"#[^\n/]*"
    assert re.fullmatch(rf"(?:(?:{pin}|{comment})\n)+", text(lock))
