"""Why an operation is not answered by a plan but by graphql-core: counted, and told by `hotline explain`."""

from enum import StrEnum


class Reason(StrEnum):
    """A small fixed set, for it is a metric's label."""

    NEW = "new"
    """The document is asked for the first time: a plan pays from the second."""
    INTROSPECTION = "introspection"
    """It asks about the schema."""
    RESOLVER = "resolver"
    """A field is computed by code, and not declared."""
    PLUGIN_CODE = "plugin_code"
    """A field runs code of a plug-in, which is watched where it runs."""
    PLUGIN_OFF = "plugin_off"
    """A root field of a plug-in that is on nowhere for the viewer."""
    ARGUMENTS = "arguments"
    """A variable or an argument is refused; graphql-core says in what words."""
    VALUE = "value"
    """A value cannot be shown: the answer has an error, or the plan a fault."""
    DATABASE = "database"
    """The statement failed."""


class Unplannable(Exception):
    """The operation, or this request, is for graphql-core; `what` names the field or the trouble for `explain`."""

    def __init__(self, reason: Reason, what: str) -> None:
        super().__init__(f"{reason}: {what}")
        self.reason, self.what = reason, what

    @property
    def lasting(self) -> bool:
        """Whether every request of the same shape has the same trouble."""
        return self.reason in (Reason.INTROSPECTION, Reason.RESOLVER, Reason.PLUGIN_CODE)
