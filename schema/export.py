"""The schema as text, as it is committed and served at /schema.graphql."""

import strawberry

_ONE_OF = "directive @oneOf on INPUT_OBJECT"


def sdl(schema: strawberry.Schema) -> str:
    """The SDL, sorted, ending in a newline.

    `@oneOf` belongs to the specification since September 2025; like `@deprecated` it is not defined again.
    """
    text = schema.as_str().replace(f"{_ONE_OF}\n\n", "", 1)
    return text.strip("\n") + "\n"
