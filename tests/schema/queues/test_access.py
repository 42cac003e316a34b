"""The name under which somebody acknowledges."""

from dataclasses import replace

import pytest

from schema.queues.access import LONGEST_NAME, consumer_of
from tests.schema.conftest import Api


@pytest.mark.parametrize(("named", "name"), [("system-1", "system-1"), (" system-1 ", "system-1")])
def test_is_the_one_that_is_given(api: Api, named: str, name: str) -> None:
    assert consumer_of(api.office.viewer("unit_liaison"), named) == name


@pytest.mark.parametrize("named", [None, "", "  "])
def test_else_the_account_s(api: Api, named: str | None) -> None:
    assert consumer_of(api.office.viewer("unit_liaison"), named) == "d:unit_liaison"


def test_and_its_id_where_the_subject_is_too_long(api: Api) -> None:
    viewer = replace(api.office.viewer("unit_liaison"), subject="s" * (LONGEST_NAME + 1))
    assert consumer_of(viewer, None) == str(viewer.id)
