"""The name under which somebody acknowledges."""

from dataclasses import replace

import pytest

from core.errors import Refused
from schema.queues.access import LONGEST_NAME, consumer_of, reading_as
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


def test_who_reads_under_a_name_that_could_not_acknowledge_is_told_so(api: Api) -> None:
    viewer = api.office.viewer("unit_liaison")
    assert reading_as(viewer, "s" * LONGEST_NAME) == "s" * LONGEST_NAME
    with pytest.raises(Refused) as refusal:
        reading_as(viewer, "s" * (LONGEST_NAME + 1))
    assert (refusal.value.code.code, refusal.value.field) == ("BAD_USER_INPUT", ("consumer",))
