"""Every root field class of the core, one line per concept or mutation: what is not listed is not in the schema."""

from schema.assignments.queries import AssignmentQueries
from schema.cases.queries import CaseQueries
from schema.catalogue.queries import CatalogueQueries
from schema.codes.queries import CodeQueries
from schema.deadlines.queries import DeadlineQueries
from schema.districts.queries import DistrictQueries
from schema.relay.node import NodeQueries
from schema.units.queries import UnitQueries
from schema.viewer.queries import ViewerQueries

QUERIES: tuple[type, ...] = (
    NodeQueries,
    ViewerQueries,
    CodeQueries,
    DistrictQueries,
    UnitQueries,
    CatalogueQueries,
    CaseQueries,
    AssignmentQueries,
    DeadlineQueries,
)
MUTATIONS: tuple[type, ...] = ()
SUBSCRIPTIONS: tuple[type, ...] = ()
TYPES: tuple[type, ...] = ()
"""Types that no root field reaches, for instance those found by `node` alone."""
