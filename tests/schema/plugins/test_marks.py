"""`@plugin(name:)` stands on everything a plug-in brings, and on nothing else."""

import re

from graphql import build_schema as read_sdl
from graphql.utilities import find_breaking_changes

from schema.compose import HotlineSchema, build_schema
from schema.export import sdl

TYPES = re.compile(r'^(?:type|input|enum) (\w+)[^{\n]*@plugin\(name: "bell"\)', re.M)
FIELDS = re.compile(r'^  (\w+)\b.*@plugin\(name: "bell"\)|^  \): .*@plugin\(name: "bell"\)', re.M)


def test_types_are_marked(bell_schema: HotlineSchema) -> None:
    brought = {"BellRing", "BellRingConnection", "BellRingEdge", "BellEcho", "BellTower", "BellTune", "BellInput"}
    assert set(TYPES.findall(sdl(bell_schema))) == brought


def test_fields_are_marked(bell_schema: HotlineSchema) -> None:
    marked = {name for name in FIELDS.findall(sdl(bell_schema)) if name}
    assert marked == {
        "bellNumber", "bellSecret", "bellRings", "bellAgency", "bellBroken", "bellEndless", "bellState", "bellName",
        "bellTrouble", "bellCount", "bell",
    }  # fmt: skip


def test_the_directive_is_introspected_and_described(bell_schema: HotlineSchema) -> None:
    directive = bell_schema._schema.get_directive("plugin")
    assert directive is not None
    assert (directive.description or "").startswith("Brought by this plug-in")
    assert directive.args["name"].description
    assert build_schema()._schema.get_directive("plugin") is None


def test_what_goes_with_the_plugin_is_its_own(bell_schema: HotlineSchema) -> None:
    before, after = read_sdl(sdl(bell_schema)), read_sdl(sdl(build_schema()))
    gone = [change.description for change in find_breaking_changes(before, after)]
    assert gone
    assert [one for one in gone if "bell" not in one.casefold() and one not in ALONE] == []


ALONE = {"Subscription was removed.", "Directive @plugin was removed."}
