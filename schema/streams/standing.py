"""The right by which a stream was opened, and its end."""

from core.access.viewer import Viewer
from core.errors import ErrorCode, NotAllowed, Refused, register
from schema.context import RequestContext

PERMISSION_WITHDRAWN = register(
    ErrorCode(
        "PERMISSION_WITHDRAWN",
        "您的授权已变更，订阅已结束，请以现有授权重新订阅。",
        "What you were granted has changed, which ends the subscription; subscribe again with what you hold now.",
    )
)

Held = frozenset[tuple[str, str, str, int]]


class Standing:
    """What a subscriber held when the stream began; whoever loses a part of it learns so instead of seeing less.

    Raises NotAllowed if none of the operations opens at all.
    """

    def __init__(self, context: RequestContext, *operations: str) -> None:
        self._context, self._operations = context, operations
        viewer = context.present()
        if operations and not any(map(viewer.may, operations)):
            raise NotAllowed(operations[0])
        self._held = held(viewer)

    def check(self) -> Viewer:
        """Who it is now. Raises PERMISSION_WITHDRAWN once a grant has ended, or the policy opens nothing any more."""
        viewer = self._context.present()
        if self._held - held(viewer) or (self._operations and not any(map(viewer.may, self._operations))):
            raise Refused(PERMISSION_WITHDRAWN)
        return viewer


def held(viewer: Viewer) -> Held:
    """The grants in force, whatever their term: one that is prolonged is still the same."""
    return frozenset(
        (one.role, one.unit_path, one.district_path, one.clearance) for one in viewer.grants if one.holds(viewer.now)
    )
