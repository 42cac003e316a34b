"""A plug-in of the deployment as officials of a district see it."""

from datetime import datetime

import strawberry

from core.access.operations import Operation
from core.db.read import Row
from core.plugin.loaded import PluginStatus, Status
from schema.accounts.types import Account
from schema.context import Info
from schema.data import fields as data
from schema.data.switched import switches
from schema.decorators import field
from schema.districts.types import District
from schema.enums import described
from schema.plugins.health import HealthStatus, PluginHealth, PluginLag
from schema.plugins.state import health_of, lag_of, switch_of

described(
    Status,
    "PluginStatus",
    "How far a plug-in has come.\n插件状态",
    {
        "LOADED": "Takes part · 已加载",
        "FAILED": "Could not be loaded or started · 加载失败",
        "SKIPPED": "A plug-in that it requires is not there · 缺少依赖",
    },
)


@strawberry.type(description="One switching of a plug-in in a district.\n插件启停记录")
class PluginSwitch:
    """The newest holds."""

    row: strawberry.Private[Row]

    @field("Which district.\n区划")
    async def district(self, info: Info) -> District | None:
        """By its six digits."""
        return await data.by_id(info, District, self.row["district"])

    @field("Whether on or off.\n启用或停用")
    def enabled(self) -> bool:
        """True for on."""
        return bool(self.row["enabled"])

    @field("Why.\n理由")
    def reason(self) -> str:
        """As whoever switched it wrote."""
        return str(self.row["reason"])

    @field("Who; null for the command line, and for who may not know.\n操作人（命令行操作为空）")
    async def by(self, info: Info) -> Account | None:
        """The account."""
        return await data.by_id(info, Account, self.row["by"])

    @field("When.\n时间")
    def at(self) -> datetime:
        """The switch's instant."""
        at: datetime = self.row["at"]
        return at


@strawberry.type(description="A plug-in of this deployment.\n插件")
class Plugin:
    """One of those that plugins.toml lists."""

    found: strawberry.Private[PluginStatus]
    asked: strawberry.Private[str | None]

    @field("Its name, as in plugins.toml and in `@plugin`.\n插件标识")
    def name(self) -> str:
        """The key of everything it brings."""
        return self.found.name

    @field("What it is called, in the request's language; its name if it could not be read.\n名称")
    def title(self, info: Info) -> str:
        """From the manifest."""
        manifest = self.found.manifest
        if manifest is None:
            return self.found.name
        return manifest.title_en if info.context.language == "en" else manifest.title_zh

    @field("Its own version.\n版本")
    def version(self) -> str | None:
        """From the manifest."""
        return self.found.manifest.version if self.found.manifest else None

    @field("The version of the plug-in interface it is written for.\n插件接口版本")
    def api(self) -> int | None:
        """Another than the deployment's is not loaded."""
        return self.found.manifest.api if self.found.manifest else None

    @field("The article of the regulation it serves.\n条款依据")
    def article(self) -> str | None:
        """From the manifest."""
        return self.found.manifest.article if self.found.manifest else None

    @field("How far it has come.\n状态")
    def status(self) -> Status:
        """Since this process began."""
        return self.found.status

    @field("Why it is not loaded, for whoever may switch plug-ins.\n未加载原因（限可启停插件者查看）")
    def detail(self, info: Info) -> str | None:
        """Empty texts are none."""
        return (self.found.detail or None) if _runs_them(info) else None

    @field("Whether plugins.toml alone decides where it is on.\n是否锁定")
    def locked(self) -> bool:
        """No mutation switches it then."""
        return self.found.locked

    @field("Whether the answering process has turned it off for itself, because it kept blocking.\n是否被本进程暂停")
    def suspended(self, info: Info) -> bool:
        """Other processes may have not."""
        return self.found.name in switches(info.context.viewer).suspended

    @field("Whether it is on in the district asked about; null if none was.\n在所查区划是否启用")
    def enabled(self, info: Info) -> bool | None:
        """As this process knows it."""
        return None if self.asked is None else switches(info.context.viewer).on(self.found.name, self.asked)

    @field("Where it is on; at most 100.\n已启用的区划（最多 100 个）")
    async def districts(self, info: Info) -> list[District]:
        """By code."""
        codes = switches(info.context.viewer).districts(self.found.name)
        found = [await data.by_id(info, District, code) for code in codes]
        return [one for one in found if one is not None]

    @field(
        "The newest switch, in the district asked about or anywhere; null if plugins.toml still holds.\n最近一次启停"
    )
    async def last_switch(self, info: Info) -> PluginSwitch | None:
        """Who switched it, and why."""
        row = await switch_of(info.context, self.found.name, self.asked)
        return None if row is None else PluginSwitch(row=row)

    @field("How it is; null if it is not loaded.\n健康状况")
    async def health(self, info: Info) -> PluginHealth | None:
        """Asked anew each time."""
        if self.found.status is not Status.LOADED:
            return None
        health = await health_of(info.context, self.found.name)
        detail = (health.detail or None) if _runs_them(info) else None
        return PluginHealth(status=HealthStatus(health.status), detail=detail)

    @field("How far it is behind, for whoever may switch plug-ins.\n处理进度（限可启停插件者查看）")
    async def lag(self, info: Info) -> PluginLag | None:
        """Null also for one that never ran."""
        lag = await lag_of(info.context, self.found.name) if _runs_them(info) else None
        return None if lag is None else PluginLag.of(lag)


def _runs_them(info: Info) -> bool:
    return info.context.viewer.may(Operation.PLUGIN_WRITE)
