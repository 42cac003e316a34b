"""What the desk adds to every case."""

import strawberry

from core.api import case_file
from plugins.enterprise_desk.schema.matching import EnterpriseMeasureMatch, matching
from plugins.enterprise_desk.schema.types.care import EnterpriseFeedback, EnterpriseFollowUp
from plugins.enterprise_desk.schema.types.coordinations import EnterpriseCoordination
from plugins.enterprise_desk.schema.types.enterprises import EnterpriseProfile
from plugins.enterprise_desk.tables import coordination, feedback, follow_up, identification
from schema.api import Case, Info, data, field


@data.extension(Case)
class EnterpriseCaseFields:
    """Null where the desk is off."""

    enterprise_profile: EnterpriseProfile | None = data.one(
        "EnterpriseProfile",
        on=case_file.c.id,
        key=identification.c.case_id,
        description="The enterprise the case is about.\n所涉企业",
    )
    enterprise_feedbacks: list[EnterpriseFeedback] | None = data.many(
        "EnterpriseFeedback",
        by=feedback.c.case_id,
        order=(feedback.c.at, feedback.c.id),
        description="What the enterprise was told.\n向企业反馈记录",
    )
    enterprise_coordinations: list[EnterpriseCoordination] | None = data.many(
        "EnterpriseCoordination",
        by=coordination.c.case_id,
        order=(coordination.c.opened_at, coordination.c.id),
        description="Coordinations across departments.\n跨部门协调",
    )
    enterprise_follow_ups: list[EnterpriseFollowUp] | None = data.many(
        "EnterpriseFollowUp",
        by=follow_up.c.case_id,
        order=(follow_up.c.closed_at, follow_up.c.id),
        description="Visits after it was closed.\n企业回访",
    )

    @field("Measures that fit its enterprise today, the 20 best first; null until it is identified.\n匹配的惠企政策")
    async def enterprise_measures(
        self, root: strawberry.Parent[Case], info: Info
    ) -> list[EnterpriseMeasureMatch] | None:
        """For as many cases as a page has, in as many reads as for one."""
        found = await data.by_key(info, EnterpriseProfile, identification.c.case_id, root.row["id"])
        if found is None:
            return None
        return await matching(info, found.row["industry"], found.row["size"], found.row["district"])
