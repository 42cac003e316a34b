"""A ruling that becomes a precedent outlives its case, but not its test."""

from sqlalchemy import func, select

from core.cases.verbs import Verb as V
from core.catalogue.model import catalogue_entry
from tests.core.cases.desk import open_desk
from tests.support.office import Office, forget

PRECEDENTS = select(func.count()).where(catalogue_entry.c.adjudication_id.is_not(None))


async def test_a_precedent_is_forgotten_with_the_test_that_made_it(office: Office) -> None:
    desk = await open_desk(office)
    case = (await desk.act(V.REGISTER_CASE)).case_id
    for verb in (V.ACCEPT_CASE, V.REQUEST_ADJUDICATION):
        await desk.act(verb, case)
    await desk.act(V.RULE_AND_DISPATCH, case, precedent=True)
    ruled = await office.read.fetch_value(PRECEDENTS)

    await forget(office)

    assert (ruled, await office.read.fetch_value(PRECEDENTS)) == (1, 0)
