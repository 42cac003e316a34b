"""The desk's settings; every one may differ from district to district (`[plugins.enterprise_desk.district.CODE]`)."""

from typing import Annotated

from pydantic import Field

from core.api import Mode, Settings

Count = Annotated[int, Field(ge=1, strict=True)]


class EnterpriseDeskSettings(Settings):
    """The numbers of "2115" (山东 企业诉求: 2 h contact, 1 working day feedback, 15 working days), and the desk's own."""

    contact_minutes: Count = 120
    contact_mode: Mode = Mode.CLOCK
    """Which minutes count; `CLOCK` as in the profile `taian`: evenings too."""
    feedback_days: Count = 1
    handling_days: Count = 15
    coordination_days: Count = 30
    """Working days a coordination may take: 跨部门 30 个工作日 (枣庄 2020)."""
    follow_up_days: Count = 10
    """Working days after the closing until the visit is due; no source, the city's own choice."""
