"""The schema as text, as it is committed and served at /schema.graphql."""

import strawberry


def sdl(schema: strawberry.Schema) -> str:
    """The SDL, sorted, ending in a newline."""
    return schema.as_str().rstrip("\n") + "\n"
