"""Root fields of the desk."""

from typing import Annotated, Any

import strawberry
from sqlalchemy import ARRAY, ColumnElement, Text, any_, bindparam, exists, literal, select

from core.api import PLUGIN_DISABLED, Refused, case_file, district, within
from plugins.legal_desk.begin import NAME
from plugins.legal_desk.duty import lawyers_on_duty, loads
from plugins.legal_desk.operations import ROSTER_READ
from plugins.legal_desk.schema.duty import LegalDutyLawyer
from plugins.legal_desk.schema.keeping import LegalConflict, LegalRosterEntry, LegalTemplate
from plugins.legal_desk.schema.types import LegalConsultation
from plugins.legal_desk.states import ConsultationState
from plugins.legal_desk.tables import conflict, consultation, roster, template
from schema.api import After, Before, Connection, First, Info, Last, Order, Window, data, expect, field, given, page

LONGEST_WAITING = Order((consultation.c.referred_at, consultation.c.id))
BY_NAME = Order((template.c.name, template.c.id))
_DISTRICT = select(district.c.path, district.c.gate).where(district.c.code == bindparam("code"))


@strawberry.input(description="Which consultations; every condition given must hold.\n法律咨询筛选条件")
class LegalConsultationFilter:
    """Conditions on consultations."""

    state: list[ConsultationState] | None = strawberry.field(
        default=strawberry.UNSET, description="In one of these states.\n状态（任一）"
    )
    matter: str | None = strawberry.field(default=strawberry.UNSET, description="Of this field of law.\n法律领域代码")
    district: str | None = strawberry.field(
        default=strawberry.UNSET, description="In this district or below, by code.\n区划代码（含下级）"
    )
    lawyer_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="With this lawyer.\n承接律师"
    )
    mine: bool | None = strawberry.field(default=strawberry.UNSET, description="Whether only your own.\n仅本人承接的")

    def conditions(self, info: Info) -> list[ColumnElement[bool]]:
        """The same in SQL. Raises NotFound for an id that is no account's."""
        found: list[ColumnElement[bool]] = []
        if (states := given(self.state)) is not None:
            found.append(consultation.c.state == any_(literal([one.value for one in states], ARRAY(Text))))
        if (matter := given(self.matter)) is not None:
            found.append(consultation.c.matter == matter)
        if (place := given(self.district)) is not None:
            found.append(_lies_in(place))
        if (lawyer := given(self.lawyer_id)) is not None:
            found.append(consultation.c.lawyer_id == expect(lawyer, "account", "filter", "lawyerId"))
        if given(self.mine):
            found.append(consultation.c.lawyer_id == info.context.viewer.id)
        return found


def _lies_in(place: str) -> ColumnElement[bool]:
    root = select(district.c.path).where(district.c.code == place).scalar_subquery()
    at = case_file.alias()
    return exists().where(at.c.id == consultation.c.case_id, within(at.c.district_path, root))


Filter = Annotated[
    LegalConsultationFilter | None,
    strawberry.argument(description="Which consultations; all you may see without it.\n筛选条件"),
]
District = Annotated[str, strawberry.argument(description="Code of the place.\n区划代码")]


def _more(name: str, description: str, over: ColumnElement[Any]) -> data.Argument:
    """An argument that asks for those that are over, too."""
    return data.Argument(
        name=name,
        type=bool,
        description=description,
        default=False,
        demand=data.Choice(among={False: over.is_(None)}),
    )


@strawberry.type
class LegalQueries:
    """Root fields."""

    @field("Consultations you may see, those that came first first.\n法律咨询列表")
    async def legal_consultations(
        self,
        info: Info,
        filter: Filter = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[LegalConsultation] | None:
        """The queue is those that are WAITING."""
        window, chosen = Window.of(first, after, last, before), given(filter)
        where = chosen.conditions(info) if chosen else []
        return await page(info, LegalConsultation, LONGEST_WAITING, window, where=where, bound_to=chosen)

    @field("Who is on duty for a place now; null if you may not know.\n当前在岗律师")
    async def lawyers_on_duty(self, info: Info, district: District) -> list[LegalDutyLawyer] | None:
        """Raises PLUGIN_DISABLED where the desk is off."""
        context = info.context
        if not context.viewer.may(ROSTER_READ):
            return None
        place = await context.read.fetch_one(_DISTRICT, code=district)
        if place is None:
            return None
        if not context.services.plugins.switches.on(NAME, place["gate"]):
            raise Refused(PLUGIN_DISABLED, plugin=NAME)
        duty = await lawyers_on_duty(context.read, context.services, place["path"], context.now)
        until = {one.lawyer_id: one.until for one in duty}
        return [LegalDutyLawyer(one=one, until=until[one.lawyer_id]) for one in await loads(context.read, duty)]

    legal_roster: Connection[LegalRosterEntry] | None = data.pages(
        "LegalRosterEntry",
        order=Order((roster.c.id,)),
        arguments=(_more("include_ended", "Ended ones too.\n含已终止的", roster.c.ended_at),),
        description="The roster, the latest entries last.\n律师排班列表",
    )
    legal_templates: Connection[LegalTemplate] | None = data.pages(
        "LegalTemplate",
        order=BY_NAME,
        arguments=(_more("include_retired", "Retired ones too.\n含已停用的", template.c.retired_at),),
        description="Templates in use, by name.\n法律意见模板列表",
    )
    legal_conflicts: Connection[LegalConflict] | None = data.pages(
        "LegalConflict",
        order=Order((conflict.c.id,)),
        arguments=(_more("include_lifted", "Lifted ones too.\n含已解除的", conflict.c.lifted_at),),
        description="Conflicts of interest you may see, the oldest first.\n利益冲突登记列表",
    )
