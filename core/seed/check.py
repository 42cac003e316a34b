"""What only the whole of a city's data shows: loose ends, categories nobody leads, facts without a source.

Pure functions over `CityData`, used by the tests and by `hotline doctor --data`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from core.seed.records import Category, CityData
from core.seed.table import SeedError
from core.seed.tree import Node, lineage


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: the rule broken, the code it concerns, and what to do."""

    rule: str
    subject: str
    text: str


def findings(city: CityData) -> tuple[Finding, ...]:
    """Everything wrong with the data, rule by rule; empty when it may be loaded."""
    return tuple(finding for rule in _RULES for finding in rule(city))


def unverified(city: CityData) -> tuple[Finding, ...]:
    """Every fact whose source is `unverified`, with the reason given there (Tai'an's data: nothing is made up)."""
    facts = [(f"{district.code} {district.name}", district.source) for district in city.districts]
    facts += [(f"{township.code} {township.name}", township.source) for township in city.townships]
    facts += [(f"{unit.code} {unit.name}", unit.source) for unit in city.units]
    facts += [(f"{e.category} in {e.district}, {e.role} {e.unit}", e.source) for e in city.catalogue]
    return tuple(Finding("unverified", what, source) for what, source in facts if source.startswith("unverified"))


def leaves(categories: Iterable[Category]) -> tuple[Category, ...]:
    """The categories without a category below them, in order."""
    every = tuple(categories)
    above = {category.parent for category in every}
    return tuple(category for category in every if category.code not in above)


def orphans(city: CityData) -> Iterator[Finding]:
    """Districts, townships, units and categories whose line of parents is broken, or that have a second root."""
    trees: tuple[tuple[Node, ...], ...] = ((*city.districts, *city.townships), city.units)
    for tree in trees:
        yield from _broken_lines(tree)
        for root in [node for node in tree if node.parent is None][1:]:
            yield Finding("one root", root.code, "give it a parent; only the city has none")
    yield from _broken_lines(city.categories)


def loose_references(city: CityData) -> Iterator[Finding]:
    """Codes of districts, units and categories that are used but do not exist."""
    districts = {district.code for district in city.districts}
    units, categories = {unit.code for unit in city.units}, {category.code for category in city.categories}
    used = [("district", unit.district, districts, unit.code) for unit in city.units]
    used += [("district", place.district, districts, f"place {place.number}") for place in city.place_codes]
    for entry in city.catalogue:
        line = f"catalogue {entry.category} in {entry.district}"
        used += [("district", entry.district, districts, line), ("unit", entry.unit, units, line)]
        used += [("category", entry.category, categories, line)]
    for what, code, known, where in used:
        if code not in known:
            yield Finding("loose reference", where, f"there is no {what} {code}; add it or mend the line")


def townships_without_unit(city: CityData) -> Iterator[Finding]:
    """Townships that have no unit of their own under their county's government (Art. 3)."""
    units = {unit.code: unit for unit in city.units if unit.kind == "TOWNSHIP"}
    for township in city.townships:
        if township.code not in units or units[township.code].parent != township.parent:
            yield Finding("township unit", township.code, f"add its unit with parent {township.parent}")


def districts_without_agency(city: CityData) -> Iterator[Finding]:
    """The city and counties without exactly one hotline agency (Art. 3); a functional zone has none of its own."""
    for district in city.districts:
        agencies = [u for u in city.units if u.kind == "HOTLINE_AGENCY" and u.district == district.code]
        if district.kind != "FUNCTIONAL_ZONE" and len(agencies) != 1:
            yield Finding("one agency", district.code, f"it has {len(agencies)} hotline agencies; give it one")


def leaves_without_lead(city: CityData) -> Iterator[Finding]:
    """Leaf categories that, in some district, no entry of their own or of an ancestor gives a lead (Art. 14)."""
    led = {(entry.category, entry.district) for entry in city.catalogue if entry.role == "LEAD"}
    above = {district.code: district.parent for district in city.districts}
    tree = {category.code: category.parent for category in city.categories}
    for leaf in leaves(city.categories):
        for district in city.districts:
            if not any((c, d) in led for c in _above(leaf.code, tree) for d in _above(district.code, above)):
                yield Finding("lead", f"{leaf.code} in {district.code}", "add a LEAD to the catalogue")


def duties_given_to_townships(city: CityData) -> Iterator[Finding]:
    """Catalogue entries that send a department's duty to a township, which 国办函〔2025〕66号 forbids."""
    townships = {unit.code for unit in city.units if unit.kind == "TOWNSHIP"}
    for entry in city.catalogue:
        if entry.unit in townships:
            yield Finding("township duty", f"{entry.category} in {entry.district}", f"replace township {entry.unit}")


def _broken_lines(nodes: Iterable[Node]) -> Iterator[Finding]:
    every = tuple(nodes)
    parents = {node.code: node.parent for node in every}
    for node in every:
        try:
            tuple(lineage(node.code, parents))
        except SeedError as error:
            yield Finding("orphan", node.code, str(error))


def _above(code: str, parents: dict[str, str | None]) -> tuple[str, ...]:
    """A broken line is `orphans`' finding; here it only ends the search."""
    try:
        return tuple(lineage(code, parents))
    except SeedError:
        return (code,)


_RULES: tuple[Callable[[CityData], Iterator[Finding]], ...] = (
    orphans,
    loose_references,
    townships_without_unit,
    districts_without_agency,
    leaves_without_lead,
    duties_given_to_townships,
)
