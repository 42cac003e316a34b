"""Root fields about cases."""

import strawberry

from core.cases.model import case_file
from schema.cases.filters import CaseFilter, CaseKey, CaseOrder, CaseOrderField
from schema.cases.types import Case
from schema.data import fields as data
from schema.data.declarations import Found
from schema.ordering import Direction
from schema.relay.connections import Connection
from schema.relay.ids import decode
from schema.relay.windows import given

NEWEST_FIRST = CaseOrder(field=CaseOrderField.REGISTERED_AT, direction=Direction.DESC)


def _key(by: CaseKey) -> Found:
    number = given(by.case_no)
    if number is not None:
        return case_file.c.case_no, number
    asked = decode(by.id or "")
    return (case_file.c.id, asked.key) if asked and asked.code == "case" else None


@strawberry.type
class CaseQueries:
    """Root fields."""

    case: Case | None = data.found(
        "Case",
        data.Argument(name="by", type=CaseKey, description="Its id or its number.\n标识或编号", default=data.REQUIRED),
        key=_key,
        description="One case; null if there is none for you.\n取一件工单",
    )
    cases: Connection[Case] | None = data.pages(
        "Case",
        order=NEWEST_FIRST.order(),
        arguments=(
            data.Argument(
                name="filter",
                type=CaseFilter | None,
                description="Which cases; all you may see without it.\n筛选条件",
            ),
            data.OrderArgument(name="order_by", type=CaseOrder | None, description="Newest first without it.\n排序"),
        ),
        description="Cases you may see.\n工单列表",
    )
