"""Where a plug-in is on, for a viewer."""

from core.access.viewer import Viewer
from core.districts.switches import Switches


def switches(viewer: Viewer) -> Switches:
    """The switches in force; a plug-in this process has suspended is off in them."""
    return viewer.matrix.switches


def anywhere(viewer: Viewer, plugin: str) -> bool:
    """Whether the plug-in is on in any district that a grant in force reaches."""
    found = switches(viewer)
    return any(found.within(plugin, grant.district_path) for grant in viewer.grants if grant.holds(viewer.now))
