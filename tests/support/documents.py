"""Documents of tests are parsed and validated once per schema, as a server does with those it knows, see `web.documents`."""

from functools import partial

from strawberry.extensions import ParserCache, ValidationCache

KEPT = (partial(ParserCache, maxsize=None), partial(ValidationCache, maxsize=None))
"""For `build_schema`. Without a bound: who asks all of some hundred in turn would find none of them in a smaller cache."""
