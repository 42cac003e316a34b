"""The dashboard: what each plug-in shows of the viewer's districts. One that fails costs its own panel."""

import asyncio
from collections.abc import Iterator, Sequence

import strawberry

from core.access.viewer import Viewer
from core.errors import Refused
from core.plugin.answers import Panel, PanelRequest, PanelRow
from core.plugin.errors import PLUGIN_FAILED, HookFailed
from schema.context import Info
from schema.data.switched import switches
from schema.errors import UserError, user_error


@strawberry.type(description="One figure of a panel.\n指标")
class PanelFigure:
    """A number with what it counts."""

    label: str = strawberry.field(description="What it tells, in the request's language.\n指标名称")
    value: float = strawberry.field(description="The number.\n数值")
    unit: str = strawberry.field(description="What it counts: cases, minutes, percent and the like.\n单位")


@strawberry.type(description="What one plug-in shows.\n工作台面板")
class DashboardPanel:
    """Figures, or why there are none."""

    plugin: str = strawberry.field(description="The plug-in's name.\n插件标识")
    key: str = strawberry.field(description="Its name within the plug-in.\n面板标识")
    title: str = strawberry.field(description="What it is called, in the request's language.\n标题")
    districts: list[str] = strawberry.field(
        description="Six-digit codes of the districts it counts; at most 100.\n所统计的区划（最多 100 个）"
    )
    figures: list[PanelFigure] | None = strawberry.field(
        description="At most 100; null if it failed.\n指标（最多 100 项，故障时为空）"
    )
    error: UserError | None = strawberry.field(description="Why it failed.\n故障原因")


async def shown_panels(info: Info, district: str | None) -> list[DashboardPanel]:
    """The panels whose operation the viewer holds where the plug-in is on, counting there; of one district if given."""
    plugins = info.context.services.plugins
    found = [
        (loaded.name, panel, places)
        for loaded, panels in plugins.each("dashboard_panels")
        for panel in panels
        if (places := _places(info.context.viewer, loaded.name, panel, district))
    ]
    return list(await asyncio.gather(*(_shown(info, *one) for one in found)))


def _places(viewer: Viewer, plugin: str, panel: Panel, district: str | None) -> Sequence[str]:
    known = switches(viewer)
    wanted = known.districts(plugin) if district is None else known.within(plugin, known.paths[district])
    return [place for place in wanted if place in set(_reached(viewer, plugin, panel))]


def _reached(viewer: Viewer, plugin: str, panel: Panel) -> Iterator[str]:
    for opening in viewer.openings(panel.operation):
        yield from switches(viewer).within(plugin, opening.grant.district_path)


async def _shown(info: Info, plugin: str, panel: Panel, places: Sequence[str]) -> DashboardPanel:
    context = info.context
    english = context.language == "en"
    error, figures = None, None
    try:
        figures = await context.services.plugins.run.watched(
            plugin, f"panel {panel.key}", _figures(panel, PanelRequest(context.read, places, context.viewer), english)
        )
    except HookFailed:
        error = user_error(Refused(PLUGIN_FAILED, plugin=plugin), context.codes, context.language)
    except Refused as refused:
        error = user_error(refused, context.codes, context.language)
    title = panel.title_en if english else panel.title_zh
    return DashboardPanel(
        plugin=plugin, key=panel.key, title=title, districts=list(places), figures=figures, error=error
    )


async def _figures(panel: Panel, request: PanelRequest, english: bool) -> list[PanelFigure]:
    """Made while the plug-in is watched, so that an answer that is none counts as its failure."""
    rows: Sequence[PanelRow] = await panel.load(request)
    return [
        PanelFigure(label=row.label_en if english else row.label_zh, value=float(row.value), unit=str(row.unit))
        for row in rows
    ]
