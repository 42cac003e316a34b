"""The hooks of the schema, beside those of `core.plugin.hookspecs`."""

from core.plugin.hookspecs import spec
from schema.contribution import GraphQLContribution


@spec
def graphql_contribution() -> GraphQLContribution:
    """Root fields, fields on core types, and types; they are gated by district without the plug-in's doing."""
    raise NotImplementedError
