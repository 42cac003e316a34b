"""What every plug-in keeps, whoever wrote it: `pytest --pyargs web.testing.contract --hotline-plugin NAME`."""

import typing

import pytest
from graphql import GraphQLNonNull, GraphQLObjectType, GraphQLSchema
from graphql.utilities import find_breaking_changes
from pydantic import ValidationError

from core.access.operations import registered
from core.db.lineages import core_lineage, current, differences, downgrade, upgrade
from core.plugin.loaded import Loaded
from schema.compose import build_schema
from schema.mapped import operations_of
from web.testing.asking import case_in, codes, stranger
from web.testing.documents import Root, added, asked, roots
from web.testing.fixtures import DISTRICT, OTHER
from web.testing.house import House, Others, lineage_of, off
from web.testing.written import imports, misannotated

EVERYWHERE_READER = "city_lead"
"""Sees the whole city, so that a root field is off for it only where the plug-in is on nowhere."""

REFUSALS = {"NOT_ALLOWED", "NOT_FOUND"}
"""What somebody without a permission is told: that, or nothing of what is there."""

SURFACE = ("core.api", "schema.api")
HOUSE = ("core", "schema", "web", "plugins", "migrations", "tests")


class TestManifest:
    """plugin.py says who it is."""

    def test_names_are_one(self, plugin: Loaded) -> None:
        """Given the plug-in, its folder or entry point, tables, operations and codes carry its name; loading checked that."""
        assert plugin.manifest.title_zh
        assert plugin.manifest.title_en
        assert plugin.manifest.version

    def test_it_is_documented(self, plugin: Loaded, hotline: House) -> None:
        """README.md names every setting, operation and error code."""
        readme = (plugin.folder / "README.md").read_text("utf-8")
        operations = {name for name in registered() if name.startswith(f"{plugin.name}/")}
        refusals = {
            one.code
            for owner, found in hotline.host.services.plugins.each("error_codes")
            if owner is plugin
            for one in found
        }
        settings = set(plugin.manifest.settings.model_fields)
        assert {name for name in operations | refusals | settings if f"`{name}`" not in readme} == set()

    def test_it_imports_the_two_surfaces_only(self, plugin: Loaded) -> None:
        """Nothing of the house but core.api and schema.api, and no other plug-in."""
        own = plugin.module.__package__ or plugin.name
        foreign = {
            f"{file.name}: {name}"
            for file in plugin.folder.rglob("*.py")
            for name in imports(file)
            if name.split(".")[0] in HOUSE and name not in SURFACE and not f"{name}.".startswith(f"{own}.")
        }
        assert foreign == set()


class TestSettings:
    """settings in plugins.toml."""

    def test_every_key_has_a_default(self, plugin: Loaded) -> None:
        """An official who only names the plug-in gets a working one."""
        assert plugin.manifest.settings() is not None

    def test_an_unknown_key_is_refused(self, plugin: Loaded) -> None:
        """A misspelt key is an error and not a default."""
        with pytest.raises(ValidationError):
            plugin.manifest.settings.model_validate({"no_such_key": 1})


class TestHooks:
    """The functions marked @hook."""

    def test_annotations_are_those_of_the_specification(self, plugin: Loaded) -> None:
        """pluggy compares names only: a wrong type would be found by nobody else."""
        assert list(misannotated(plugin)) == []


class TestTables:
    """The plug-in's own lineage."""

    def test_the_migrations_make_what_the_models_say(self, plugin: Loaded, hotline: House) -> None:
        """Nothing is missing after an upgrade."""
        lineage = lineage_of(hotline, plugin)
        if lineage is not None:
            assert hotline.run(differences(hotline.dsn, lineage)) == []

    def test_they_go_down_and_up_again_and_leave_the_core_alone(self, plugin: Loaded, hotline: House) -> None:
        """A plug-in can be purged, and put back."""
        lineage = lineage_of(hotline, plugin)
        if lineage is None:
            return
        hotline.run(downgrade(hotline.dsn, lineage))
        try:
            assert hotline.run(current(hotline.dsn, lineage)) is None
            assert hotline.run(differences(hotline.dsn, core_lineage())) == []
        finally:
            hotline.run(upgrade(hotline.dsn, [core_lineage(), lineage]))
        assert hotline.run(current(hotline.dsn, lineage)) == lineage.head()


class TestSchema:
    """What it adds to the API."""

    def test_what_it_adds_to_others_is_nullable(self, plugin: Loaded, hotline: House) -> None:
        """A failing field costs itself and nothing around it."""
        rigid = [
            f"{type_.name}.{name}"
            for type_, name, field in _own(plugin, hotline)
            if isinstance(field.type, GraphQLNonNull) and type_.name not in {"Mutation", "Subscription"}
        ]
        assert rigid == []

    def test_every_field_type_and_argument_is_described(self, plugin: Loaded, hotline: House) -> None:
        """English first, then the Chinese term."""
        undescribed = [
            f"{type_.name}.{name}" for type_, name, field in _own(plugin, hotline) if not _described(field.description)
        ]
        assert undescribed == []

    def test_every_field_asks_for_an_operation(self, plugin: Loaded, hotline: House) -> None:
        """Coded root fields are mapped by GraphQLContribution.operations; declared data says so itself."""
        mapped = operations_of(hotline.schema)
        unmapped = [
            f"{type_.name}.{name}" for type_, name, _ in _own(plugin, hotline) if not mapped[f"{type_.name}.{name}"]
        ]
        assert unmapped == []

    def test_removing_it_breaks_its_own_parts_only(self, plugin: Loaded, hotline: House) -> None:
        """Other fields keep their types and arguments."""
        with_, without_ = _schemas(plugin, hotline)
        own = {f"{type_.name}.{name}" for type_, name, _ in added(with_, without_)}
        own |= with_.type_map.keys() - without_.type_map.keys()
        broken = [one.description for one in find_breaking_changes(with_, without_)]
        foreign = [text for text in broken if not any(name in text for name in own | {"@plugin"})]
        assert foreign == []

    def test_core_objects_answer_null_where_it_is_off(self, plugin: Loaded, hotline: House) -> None:
        """A case of another district has nothing of it, and no error."""
        fields = {name: field for type_, name, field in _own(plugin, hotline) if type_.name == "Case"}
        chosen = {name: text for name, field in fields.items() if (text := asked(name, field))}
        case = case_in(hotline, OTHER)
        document = f'{{ node(id: "{case}") {{ __typename ... on Case {{ {" ".join(chosen.values())} }} }} }}'
        found = hotline.execute(document if chosen else "{ __typename }", hotline.viewer("operator"))
        assert found.errors is None
        assert not chosen or found.data == {"node": {"__typename": "Case", **dict.fromkeys(chosen)}}


class TestSwitch:
    """On in one district, off everywhere."""

    def test_its_root_fields_are_refused_where_it_is_on_nowhere(self, plugin: Loaded, hotline: House) -> None:
        """PLUGIN_DISABLED, and nothing is done."""
        viewer = hotline.viewer(EVERYWHERE_READER)
        with off(hotline, plugin):
            before = hotline.digest()
            told = {root.name: codes(hotline, root, viewer) for root in _own_roots(plugin, hotline)}
            assert hotline.digest() == before
        assert {name: found for name, found in told.items() if found != {"PLUGIN_DISABLED"}} == {}


class TestPermission:
    """Nobody may do what the policy does not grant."""

    def test_every_mutation_is_refused_to_who_may_not_and_leaves_nothing(self, plugin: Loaded, hotline: House) -> None:
        """Whoever sees the case and may only read of the plug-in is told so before anything else is looked at."""
        viewer, known = stranger(plugin, hotline), {"caseId": case_in(hotline, DISTRICT), "district": DISTRICT}
        before = hotline.digest()
        found = {
            root.name: told
            for root in _own_roots(plugin, hotline, "mutation")
            if not (told := codes(hotline, root, viewer, **known)) or not told <= REFUSALS
        }
        assert found == {}
        assert hotline.digest() == before


def _schemas(plugin: Loaded, hotline: House) -> tuple[GraphQLSchema, GraphQLSchema]:
    others = Others(hotline.host.services.plugins, plugin.name)
    return hotline.schema._schema, build_schema(plugins=others)._schema


def _own(plugin: Loaded, hotline: House) -> list[tuple[GraphQLObjectType, str, typing.Any]]:
    return list(added(*_schemas(plugin, hotline)))


def _own_roots(plugin: Loaded, hotline: House, *kinds: str) -> list[Root]:
    names = {name for type_, name, _ in _own(plugin, hotline) if type_.name in {"Query", "Mutation"}}
    wanted = kinds or ("query", "mutation")
    return [root for root in roots(hotline.schema._schema) if root.kind in wanted and root.name in names]


def _described(text: str | None) -> bool:
    return bool(text) and "\n" in str(text)
