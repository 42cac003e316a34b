import re

import pytest

from core.access import operations
from core.access.operations import Operation, register, registered
from core.cases.verbs import Verb

CHINESE = re.compile(r"[\u4e00-\u9fff（）]+")


def test_the_vocabulary_is_the_verbs_and_the_other_operations_each_with_its_meaning() -> None:
    assert {name for name in registered() if "/" not in name} == {*Verb, *Operation}
    for meaning in registered().values():
        assert CHINESE.fullmatch(meaning.zh)
        assert meaning.en.isascii()


@pytest.mark.parametrize("name", ["", "Accept", "case.", "a/b/c", "case.read.all", "desk/", "case read", "cas-e"])
def test_an_operation_of_another_form_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"operation {name!r}: write verb, noun.verb, prefix/verb")):
        register(name, "意", "meaning")


def test_a_plug_in_enters_its_operation_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "_registry", dict(registered()))
    register("tourism/appeal.accept", "受理", "accept an appeal")
    register("tourism/appeal.accept", "受理", "accept an appeal")

    with pytest.raises(
        ValueError, match=r"operation tourism/appeal\.accept is registered twice with different meanings"
    ):
        register("tourism/appeal.accept", "受理", "something else")

    assert registered()["tourism/appeal.accept"].en == "accept an appeal"
