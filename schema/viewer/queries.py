"""The root field about oneself."""

import strawberry

from schema.context import Info
from schema.decorators import field
from schema.viewer.types import Viewer


@strawberry.type
class ViewerQueries:
    """Root fields."""

    @field("Whoever sent the request.\n当前用户")
    def viewer(self, info: Info) -> Viewer | None:
        """Always there for a signed-in caller."""
        return Viewer(principal=info.context.viewer)
