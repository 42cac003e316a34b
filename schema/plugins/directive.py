"""The mark of a plug-in in the SDL."""

import strawberry
from strawberry.schema_directive import Location

DESCRIPTION = """\
Brought by this plug-in, and gone with it. Where it is off, fields are null and root fields answer PLUGIN_DISABLED.
由该插件提供；未启用时字段为空，入口返回 PLUGIN_DISABLED。"""
NAME_DESCRIPTION = "The plug-in's name.\n插件名称"

_LOCATIONS = [
    Location.FIELD_DEFINITION,
    Location.OBJECT,
    Location.INTERFACE,
    Location.UNION,
    Location.INPUT_OBJECT,
    Location.ENUM,
    Location.SCALAR,
]


@strawberry.schema_directive(locations=_LOCATIONS, name="plugin", description=DESCRIPTION)
class PluginDirective:
    """`name` as in plugins.toml."""

    name: str
