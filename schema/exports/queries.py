"""Root field about exports."""

import strawberry

from core.exports.queries import exports_of
from schema.context import Info
from schema.decorators import field
from schema.exports.types import Export


@strawberry.type
class ExportQueries:
    """Root field."""

    @field("Your exports, and for who decides on them everybody's: the newest 100.\n数据导出列表（最近 100 个）")
    async def exports(self, info: Info) -> list[Export] | None:
        """Newest first."""
        return [Export(row=row) for row in await exports_of(info.context.read, info.context.viewer)]
