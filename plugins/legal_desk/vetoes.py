"""What must not happen to a case while its consultation is open."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ARRAY, any_, bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import CaseView, Read, Services, Veto
from plugins.legal_desk.errors import OPEN_CONSULTATION
from plugins.legal_desk.rules import rules
from plugins.legal_desk.tables import consultation

_OPEN = select(consultation.c.case_id).where(
    consultation.c.case_id == any_(bindparam("cases", type_=ARRAY(Uuid(as_uuid=True)))),
    consultation.c.ended_at.is_(None),
)


async def held(cases: Sequence[CaseView], verbs: Sequence[str], read: Read, services: Services) -> Sequence[Veto]:
    """A veto for each of the verbs that the case's district holds back, on each case at the desk."""
    asked = [case for case in cases if set(verbs) & set(rules(services, case.gate).held_verbs)]
    rows = await read.fetch(_OPEN, cases=[case.id for case in asked]) if asked else ()
    at_the_desk = {row["case_id"] for row in rows}
    return [veto for case in asked if case.id in at_the_desk for veto in _of(case, verbs, services)]


def _of(case: CaseView, verbs: Sequence[str], services: Services) -> Iterator[Veto]:
    for verb in rules(services, case.gate).held_verbs:
        if verb in verbs:
            yield Veto(case.id, verb.value, OPEN_CONSULTATION, {"verb": verb})
