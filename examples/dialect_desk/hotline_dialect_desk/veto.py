"""A caller who was not heard is not answered."""

from collections.abc import Sequence

from sqlalchemy import any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from core.api import CaseView, Read, Services, Veto

from .codes import HEARD
from .errors import NOT_HEARD
from .settings import DialectDeskSettings
from .tables import request

ANSWER = "answerCase"

_UNHEARD = select(request.c.case_id).where(
    request.c.case_id == any_(bindparam("cases", type_=ARRAY(UUID(as_uuid=True)))), request.c.state != HEARD
)


async def vetoes(cases: Sequence[CaseView], verbs: Sequence[str], read: Read, services: Services) -> Sequence[Veto]:
    """One statement, however many cases are asked about."""
    held = [one.id for one in cases if services.plugins.settings(DialectDeskSettings, one.gate).hold_answers]
    if ANSWER not in verbs or not held:
        return []
    return [Veto(row["case_id"], ANSWER, NOT_HEARD) for row in await read.fetch(_UNHEARD, cases=held)]
