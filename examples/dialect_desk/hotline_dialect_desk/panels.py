"""Who waits at the dialect desk."""

from collections.abc import Sequence

from sqlalchemy import Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.api import Panel, PanelRequest, PanelRow, case_file

from .codes import WAITING
from .operations import REQUEST_READ
from .tables import request

_WAITING = (
    select(
        func.count().label("callers"),
        func.coalesce(func.extract("epoch", func.now() - func.min(request.c.asked_at)) / 60, 0).label("longest"),
    )
    .join(case_file, case_file.c.id == request.c.case_id)
    .where(request.c.state == WAITING, case_file.c.gate == any_(bindparam("districts", type_=ARRAY(Text()))))
)


async def waiting(asked: PanelRequest) -> Sequence[PanelRow]:
    """How many callers wait, and how long the longest has, in minutes."""
    row = await asked.read.fetch_one(_WAITING, districts=list(asked.districts))
    assert row is not None
    return (
        PanelRow("等待人数", "callers waiting", row["callers"], "cases"),
        PanelRow("最长等待", "longest wait", float(row["longest"]), "minutes"),
    )


PANELS = (Panel("waiting", "方言专席", "Dialect desk", REQUEST_READ, waiting),)
