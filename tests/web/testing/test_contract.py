"""The contract suite finds what it is there to find: planted faults fail the tests that are about them, and no other."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.packages import contract, skeleton

NAME = "tourism_desk"


def swap(file: str, old: str, new: str) -> Callable[[Path], None]:
    """A fault: in this file of the skeleton, this for that."""

    def plant(package: Path) -> None:
        text = (package / file).read_text("utf-8")
        assert old in text
        (package / file).write_text(text.replace(old, new), "utf-8")

    return plant


FAULTS = {
    "a module of the house beside the two surfaces": (
        swap("commands.py", "from dataclasses", "import core.cases.write\nfrom dataclasses"),
        "test_it_imports_the_two_surfaces_only",
    ),
    "an operation its README does not name": (
        swap("README.md", "`tourism_desk/mark.read`", ""),
        "test_it_is_documented",
    ),
    "settings that let a misspelt key pass": (
        swap("settings.py", "    note_length", '    model_config = {"extra": "ignore"}\n    note_length'),
        "test_an_unknown_key_is_refused",
    ),
    "a hook with another type than the specification's": (
        swap(
            "plugin.py",
            "@hook\ndef error_codes",
            "@hook\nasync def health(read: int) -> None:\n    return None\n\n\n@hook\ndef error_codes",
        ),
        "test_annotations_are_those_of_the_specification",
    ),
    "a column no migration makes": (
        swap("tables.py", 'instant("at"', 'Column("note", Text),\n    instant("at"'),
        "test_the_migrations_make_what_the_models_say",
    ),
    "a migration that does not go down": (
        swap("migrations/0001_tourism_desk.py", 'op.drop_table("tourism_desk_mark")', "pass"),
        "test_they_go_down_and_up_again_and_leave_the_core_alone",
    ),
    "a field without a Chinese term": (
        swap("schema.py", "Its mark, if it has one.\\n工单标记", "Its mark, if it has one."),
        "test_every_field_type_and_argument_is_described",
    ),
    "a mutation that asks for no permission": (
        swap("commands.py", "beside(uow, actor, MARK, input)", "beside(uow, SYSTEM, MARK, input)"),
        "test_every_mutation_is_refused_to_who_may_not_and_leaves_nothing",
    ),
}


@pytest.mark.parametrize("planted", [tuple(FAULTS)[::2], tuple(FAULTS)[1::2]], ids=["some", "the-others"])
def test_planted_faults_are_found(planted: tuple[str, ...], tmp_path: Path) -> None:
    """Half of them at a time, for the suite takes seconds: what fails of one half's tests does not in the other."""
    package = skeleton(NAME, tmp_path)
    swap("commands.py", "from core.api import ", "from core.api import SYSTEM, ")(package)
    for fault in planted:
        FAULTS[fault][0](package)
    found = contract(tmp_path, NAME, "-k", "by_itself")
    failed = set(re.findall(r"(?:FAILED|ERROR) \S*::(\w+)\[", found.stdout))
    assert found.returncode == 1, found.stdout[-2000:]
    assert failed == {FAULTS[fault][1] for fault in planted}
