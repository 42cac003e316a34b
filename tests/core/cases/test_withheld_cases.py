"""A case that a plug-in keeps back from somebody is absent for them in every command, too."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement, exists, select

from core.access.viewer import SYSTEM, Viewer
from core.access.withholding import Withholding
from core.cases.commands.correct_case import correct_case
from core.cases.inputs.intake import CorrectCase
from core.cases.model import case_file
from core.cases.states import Urgency
from core.cases.verbs import Verb as V
from core.errors import NotFound
from core.search.queries import search_cases
from tests.core.cases.desk import Desk
from tests.core.cases.probe import case, dispatched, events, probing


def if_urgent(case_id: ColumnElement[UUID], _viewer: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Only urgent cases are told of."""
    of = case_file.alias()
    return exists(select(of.c.id).where(of.c.id == case_id, of.c.urgency == "URGENT").correlate_except(of))


@contextmanager
def keeping_back(desk: Desk) -> Iterator[None]:
    with probing(desk) as host:
        before = dict(desk.office.viewers)
        kept = (Withholding("probe", if_urgent),)
        for role, one in before.items():
            matrix = replace(one.matrix, switches=host.switches, withholding=kept)
            desk.office.viewers[role] = replace(one, matrix=matrix)
        try:
            yield
        finally:
            desk.office.viewers.update(before)


async def test_it_is_absent_for_commands_on_it_and_on_its_parts(desk: Desk) -> None:
    case_id, part = await dispatched(desk)
    with keeping_back(desk):
        assert isinstance(await desk.refuse(V.REQUEST_ADJUDICATION, case_id), NotFound)
        assert isinstance(await desk.refuse(V.ACCEPT_ASSIGNMENT, part), NotFound)
        correction = CorrectCase(case_id=case_id, urgency=Urgency.URGENT, reason="x")
        with pytest.raises(NotFound):
            await desk.office.run(correct_case, "city_lead", correction)


async def test_it_is_absent_as_a_master_and_as_a_prior_case(desk: Desk) -> None:
    hidden, told = await case(desk), (await desk.act(V.REGISTER_CASE, urgency=Urgency.URGENT)).case_id
    with keeping_back(desk):
        merging = await desk.refuse(V.MERGE_CASES, told, master_id=hidden)
        registering = await desk.refuse(V.REGISTER_CASE, prior_case_id=hidden)
        await desk.act(V.MERGE_CASES, told, master_id=(await desk.act(V.REGISTER_CASE, urgency=Urgency.URGENT)).case_id)

    assert (merging.code.code, merging.field) == ("NOT_FOUND", ("input", "masterId"))
    assert (registering.code.code, registering.field) == ("NOT_FOUND", ("input", "priorCaseId"))


async def test_its_number_is_another_s_when_it_is_registered_again(desk: Desk) -> None:
    await desk.act(V.REGISTER_CASE, external_no="P-1")
    again = {"external_no": "P-1", "by": "city_lead"}
    assert (await desk.act(V.REGISTER_CASE, **again)).version == 1
    with keeping_back(desk):
        assert (await desk.refuse(V.REGISTER_CASE, **again)).code.code == "DUPLICATE_EXTERNAL_NO"


async def test_no_search_finds_it(desk: Desk) -> None:
    case_id = await case(desk)
    number = (await desk.facts(case_id)).row["case_no"]

    async def found(viewer: Viewer) -> list[UUID]:
        return await search_cases(desk.office.read, viewer, number, desk.office.services.indexes)

    assert await found(desk.viewer("operator")) == [case_id]
    with keeping_back(desk):
        assert await found(desk.viewer("operator")) == []


async def test_nothing_is_kept_back_from_the_system_whose_events_are_nobody_s(desk: Desk) -> None:
    case_id = await case(desk)
    with keeping_back(desk):
        await desk.act(V.ACCEPT_CASE, case_id, by=SYSTEM)

    assert (await events(desk, case_id))[-1] == (2, "acceptCase", "system")
