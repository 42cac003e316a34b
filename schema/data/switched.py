"""Where a plug-in is on, as the viewer's policy knows it."""

from core.access.viewer import Viewer
from core.districts.switches import Switches

_NONE = Switches()


def switches(viewer: Viewer) -> Switches:
    """The switches the viewer was loaded with; a plug-in this process has suspended is off in them."""
    return getattr(viewer.matrix, "switches", _NONE)


def anywhere(viewer: Viewer, plugin: str) -> bool:
    """Whether the plug-in is on in any district that a grant in force reaches."""
    found = switches(viewer)
    return any(found.within(plugin, grant.district_path) for grant in viewer.grants if grant.holds(viewer.now))
