"""Fields on the core's types."""

import strawberry

from core.api import assignment, case_file, unit
from plugins.utility_queues.schema.types.areas import UtilityServiceArea
from plugins.utility_queues.schema.types.outages import UtilityOutageMatch, UtilityOutageNotice
from plugins.utility_queues.schema.types.tickets import UtilityTicket
from plugins.utility_queues.tables import outage_case, service_area, ticket
from schema.api import Assignment, Case, Info, TypeExtension, Unit, data, field


@data.extension(Case, needs=(case_file.c.id,))
class UtilityCaseFields:
    """What an outage says about a case."""

    outage_match: UtilityOutageMatch | None = data.one(
        "UtilityOutageMatch",
        on=case_file.c.id,
        key=outage_case.c.case_id,
        description="The outage that explains the case, and what became of the case.\n停供关联",
    )

    @field("The outage notice that explains the case, with a ready answer.\n停供通知")
    async def outage_notice(self, root: strawberry.Parent[Case], info: Info) -> UtilityOutageNotice | None:
        """The match's notice, without the way there."""
        match = await data.by_key(info, UtilityOutageMatch, outage_case.c.case_id, root.row["id"])
        return None if match is None else await data.by_id(info, UtilityOutageNotice, match.row["outage_id"])


@data.extension(Assignment)
class UtilityAssignmentFields:
    """A company's part."""

    utility_ticket: UtilityTicket | None = data.one(
        "UtilityTicket",
        on=assignment.c.id,
        key=ticket.c.assignment_id,
        description="The ticket the company's system works on.\n企业工单",
    )


@data.extension(Unit)
class UtilityUnitFields:
    """A company."""

    utility_service_areas: list[UtilityServiceArea] | None = data.many(
        "UtilityServiceArea",
        by=service_area.c.unit_id,
        order=(service_area.c.valid_from.desc(), service_area.c.district, service_area.c.id),
        on=unit.c.id,
        description="The places it serves, former ones last.\n服务范围",
    )


EXTENSIONS = (
    TypeExtension("Case", UtilityCaseFields),
    TypeExtension("Assignment", UtilityAssignmentFields),
    TypeExtension("Unit", UtilityUnitFields),
)
