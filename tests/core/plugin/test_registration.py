"""What a plug-in adds is entered where the process looks it up, once it is known to be right."""

import pytest

from core.access.operations import Meaning
from core.access.operations import registered as operations
from core.errors import ErrorCode, registered
from core.plugin.registration import Unfit, enter
from tests.core.plugin.making import listed, load, plugin


@pytest.fixture(autouse=True)
def registries_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.errors._registry", dict(registered()))
    monkeypatch.setattr("core.access.operations._registry", dict(operations()))


BUSY = ErrorCode("AIRDESK_BUSY", "忙", "busy", plugin="airdesk")


def wrong_operations() -> dict[str, Meaning]:
    return {"read": Meaning("查看", "see")}


wrong_operations.__name__ = "operations"


def test_error_codes_and_operations_are_known_afterwards() -> None:
    enter({"error_codes": [BUSY], "operations": {"airdesk/read": Meaning("查看", "see")}})

    assert registered()["AIRDESK_BUSY"] is BUSY
    assert operations()["airdesk/read"] == Meaning("查看", "see")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (
            {"error_codes": [ErrorCode("NOT_FOUND", "没有", "none")]},
            "error code NOT_FOUND is registered twice with different texts",
        ),
        (
            {"operations": {"case.read": Meaning("看", "look")}},
            "operation case.read is registered twice with different meanings",
        ),
        ({"operations": {"airdesk/Read it": Meaning("看", "look")}}, "operation 'airdesk/Read it': write verb, "),
    ],
)
def test_what_means_something_else_already_is_refused(answers: dict, told: str) -> None:
    with pytest.raises(Unfit, match=told):
        enter(answers)


def test_nothing_of_a_plugin_that_is_out_is_entered() -> None:
    def error_codes() -> list[ErrorCode]:
        return [ErrorCode("LEFTOUT_BUSY", "忙", "busy", plugin="leftout")]

    made = load(listed("leftout", on_failure='"skip"'), plugin("leftout", error_codes, wrong_operations))

    assert made.statuses[0].detail == "plugins.toml: plugins.leftout: operation read must be called leftout/…."
    assert "LEFTOUT_BUSY" not in registered()
