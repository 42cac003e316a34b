"""setDistrictPlugin (插件启停): a plug-in is switched on or off in a district."""

import strawberry

from core.districts.queries import take_switches
from core.districts.switch_plugin import SetDistrictPlugin, set_district_plugin
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation
from schema.errors import UserError
from schema.inputs import Idempotent
from schema.mutation import run
from schema.plugins.types import Plugin


@strawberry.input(description="Switch a plug-in on or off in a district.\n插件启停")
class SetDistrictPluginInput(Idempotent):
    """Everybody's requests follow within two seconds, in every process."""

    district: str = strawberry.field(description="Six-digit code of the district.\n六位区划代码")
    plugin: str = strawberry.field(description="The plug-in's name.\n插件标识")
    enabled: bool = strawberry.field(description="True switches it on.\n启用或停用")
    reason: str = strawberry.field(
        description="Why; kept with the switch, at most 2,000 characters.\n理由（最多 2000 字）"
    )

    def command(self) -> SetDistrictPlugin:
        """See CommandInput."""
        return SetDistrictPlugin(district=self.district, plugin=self.plugin, enabled=self.enabled, reason=self.reason)


@strawberry.type(description="What setDistrictPlugin answers.\n插件启停结果")
class SetDistrictPluginPayload:
    """The plug-in as it is in that district then."""

    plugin: Plugin | None = strawberry.field(description="The plug-in; null when refused.\n插件")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.type
class SetDistrictPluginMutation:
    """Root field."""

    @mutation("Switch a plug-in on or off in a district.\n在区划启用或停用插件")
    async def set_district_plugin(self, info: Info, input: Input[SetDistrictPluginInput]) -> SetDistrictPluginPayload:
        """Raises no refusal: it stands in `userErrors`."""
        done = await run(info, set_district_plugin, input)
        if isinstance(done, list):
            return SetDistrictPluginPayload(plugin=None, user_errors=done)
        host = info.context.services.plugins
        await take_switches(info.context.read, host)
        switched = next(one for one in host.statuses if one.name == input.plugin)
        return SetDistrictPluginPayload(plugin=Plugin(found=switched, asked=input.district), user_errors=[])
