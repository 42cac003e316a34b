"""Fields that only read data are declared here, not coded.

    from schema.data import fields as data

    @data.type(case_file, code="case", allow="case.read", visible=data.Scoped(CASE_COLUMNS),
               description="An appeal and its handling.\\n诉求工单")
    class Case(Node):                              # Node brings `row` and `id`; a type without global id: data.Record
        case_no: str = data.column(case_file.c.case_no, description="Case number.\\n工单编号")
        state: CaseState = data.enum(case_file.c.state, CaseState, description="…\\n…")
        category: Code | None = data.code("category", case_file.c.category, description="…\\n…")
        title: str | None = data.content("title", table=case_file, allow="case.content", description="…\\n…")
        reporter: Annotated["Reporter", strawberry.lazy("schema.cases.reporter")] | None = data.one(
            "Reporter", on=case_file.c.id, key=reporter.c.case_id, description="…\\n…")
        events: list[CaseEvent] = data.many(
            "CaseEvent", by=case_event.c.case_id, order=(case_event.c.case_version, case_event.c.seq), description="…\\n…")
        last_callback: Callback | None = data.latest("Callback", by=callback.c.case_id, order=(callback.c.at.desc(),), …)
        late: bool = data.computed(is_late, needs=(case_file.c.due_at,), ambient=(data.Ambient.NOW,), description="…\\n…")

    @data.type(reporter, code="reporter", allow="reporter.read", visible=data.Through(Case, on=reporter.c.case_id), …)
    class Reporter(data.Record):
        phone: str | None = data.sealed("phone", table=reporter, description="…\\n…")     # the mask, never the plaintext

Rules
- Descriptions: first line English, then the official Chinese term.
- `allow` on a field is for an operation other than the type's; such a field, a list too, is nullable, and null on rows
  where it does not open. Nothing raises. A type's own `allow` decides which of its rows exist for the viewer at all: by
  `node`, relation or list. A list of a type with an `allow` of its own needs none itself: hidden rows are not in it.
- `visible`: `Everyone()` (reference data), `Scoped(ScopeColumns)` (the row lies somewhere), `Through(Parent, on=column)`
  (the row belongs to a visible parent; the operation is asked on the parent's place).
- A relation to one is nullable, for its target may be hidden. `many` is bounded by `limit` and its description says so;
  lists that grow are `data.connection("Unit", by=unit.c.parent_id, order=(unit.c.path, unit.c.id))` of type `Connection[Unit]`.
- Rows by id: `await data.by_id(info, Case, uuid)`; in a payload, which a plan may show, `data.reference(info, Case, uuid)`.
- Root fields that only read are declared too: `data.found("Case", by, key=...)` for one row, `data.pages("Case", order=...,
  arguments=...)` for a list; what their arguments demand of a row is said in `schema.data.conditions`.
- A plug-in's types say `plugin="legal_desk"`, and `gate=<column with the six-digit code>` where rows belong to no case;
  fields it adds to a core type stand in a class made by `data.extension(Case)`, all nullable.
- The metadata of each field holds its frozen declaration under `schema.data.types.METADATA`.
"""

from schema.data.conditions import (
    REQUIRED,
    Argument,
    Choice,
    Condition,
    OrderArgument,
    Place,
    among,
    before,
    demand,
    equal,
    members,
    since,
)
from schema.data.declarations import Ambient
from schema.data.reference import by_id, by_key, reference
from schema.data.relations import connection, latest, many, one
from schema.data.root_fields import found, node, pages
from schema.data.types import Record, extension
from schema.data.types import type_ as type  # noqa: A004 - read as `data.type`
from schema.data.values import code, column, computed, content, enum, global_id, sealed
from schema.data.visibility import Everyone, Scoped, Through

__all__ = [
    "REQUIRED",
    "Ambient",
    "Argument",
    "Choice",
    "Condition",
    "Everyone",
    "OrderArgument",
    "Place",
    "Record",
    "Scoped",
    "Through",
    "among",
    "before",
    "by_id",
    "by_key",
    "code",
    "column",
    "computed",
    "connection",
    "content",
    "demand",
    "enum",
    "equal",
    "extension",
    "found",
    "global_id",
    "latest",
    "many",
    "members",
    "node",
    "one",
    "pages",
    "reference",
    "sealed",
    "since",
    "type",
]  # fmt: skip
