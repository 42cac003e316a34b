"""Asking the hotline as a caller does: registering a case, and being refused."""

from core.access.operations import registered
from core.access.viewer import Viewer
from core.plugin.loaded import Loaded
from web.testing.documents import Root
from web.testing.house import House

REGISTER = """mutation($input: RegisterCaseInput!) {
  registerCase(input: $input) { case { id } userErrors { code field message } } }"""


def case_in(hotline: House, district: str) -> str:
    """The global id of a new case of a district."""
    given = {
        "channel": "PHONE", "kind": "CONSULTATION", "title": "咨询", "content": "咨询事项。", "district": district,
        "reporter": {"name": "张三", "phone": "13805381234"},
    }  # fmt: skip
    found = hotline.execute(REGISTER, hotline.viewer("operator"), {"input": given})
    assert found.errors is None, found.errors
    assert found.data is not None
    assert found.data["registerCase"]["userErrors"] == []
    return str(found.data["registerCase"]["case"]["id"])


def codes(hotline: House, root: Root, viewer: Viewer, **known: str) -> set[str]:
    """The codes with which a root field is refused, at the top or in its payload."""
    found = hotline.execute(root.document(), viewer, root.variables(**known))
    told = {str((error.extensions or {})["code"]) for error in found.errors or ()}
    answered = (found.data or {}).get(root.name)
    if isinstance(answered, dict):
        told |= {error["code"] for error in answered.get("userErrors", ())}
    return told


def stranger(plugin: Loaded, hotline: House) -> Viewer:
    """Somebody who sees cases and may do nothing of the plug-in but read. AssertionError where every role may."""
    of_it = [name for name in registered() if name.startswith(f"{plugin.name}/")]
    operations = [name for name in of_it if not name.endswith(".read")]
    for viewer in map(hotline.viewer, hotline.roles()):
        if viewer.may("case.read") and not viewer.service and not any(map(viewer.may, operations)):
            return viewer
    raise AssertionError("every role that sees cases may do something of it; leave somebody out")
