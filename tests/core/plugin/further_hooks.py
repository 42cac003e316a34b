"""Specifications besides the domain's, as those of the schema are."""

from core.plugin.hookspecs import spec


@spec
def colour() -> str:
    """A colour."""
    raise NotImplementedError
