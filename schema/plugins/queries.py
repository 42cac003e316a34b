"""Root fields about plug-ins."""

from typing import Annotated

import strawberry

from core.access.operations import Operation
from core.districts.errors import UNKNOWN_DISTRICT
from core.errors import Refused
from schema.context import Info
from schema.data.switched import switches
from schema.decorators import field
from schema.plugins.panels import DashboardPanel, shown_panels
from schema.plugins.types import Plugin
from schema.relay.windows import given

_LONGEST = 20

District = Annotated[
    str | None, strawberry.argument(description="Six-digit code of the district in question.\n六位区划代码")
]


@strawberry.type
class PluginQueries:
    """Root fields."""

    @field("The plug-ins of this deployment; at most 100. Null if refused.\n插件列表（最多 100 个）")
    def plugins(self, info: Info, district: District = strawberry.UNSET) -> list[Plugin] | None:
        """In load order. Raises UNKNOWN_DISTRICT."""
        asked = _known(info, given(district))
        if not info.context.viewer.may(Operation.PLUGIN_READ):
            return None
        return [Plugin(found=one, asked=asked) for one in info.context.services.plugins.statuses]

    @field(
        "What the plug-ins have to show you, of one district or of all of yours; at most 100.\n工作台（最多 100 项）"
    )
    async def dashboard(self, info: Info, district: District = strawberry.UNSET) -> list[DashboardPanel] | None:
        """In load order. Raises UNKNOWN_DISTRICT."""
        return await shown_panels(info, _known(info, given(district)))


def _known(info: Info, district: str | None) -> str | None:
    if district is None or district in switches(info.context.viewer).paths:
        return district
    raise Refused(UNKNOWN_DISTRICT, field=("district",), district=district[:_LONGEST])
