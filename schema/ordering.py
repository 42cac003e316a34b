"""How lists are ordered: one field, one direction; the cursor is bound to both."""

from enum import Enum

from schema.enums import described


class Direction(Enum):
    """Ascending or descending."""

    ASC = "ASC"
    DESC = "DESC"


described(
    Direction,
    "OrderDirection",
    "Which end of the order comes first.\n排序方向",
    {"ASC": "Earliest or smallest first · 升序", "DESC": "Latest or largest first · 降序"},
)
