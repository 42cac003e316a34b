"""Every mutation of the service, plug-ins' included, can be repeated safely, and says which version it was decided on.

What has no key or no version is named here with its reason; whoever adds a mutation without either adds a reason, too.
"""

from pathlib import Path

import pytest
from graphql import GraphQLInputObjectType, build_schema, get_named_type

ROOT = Path(__file__).parents[2]
MUTATION = build_schema((ROOT / "schema" / "schema.graphql").read_text("utf-8")).mutation_type

HARMLESS = {
    "createAttachmentUpload": "reserves a place that is swept after a day if nothing becomes of it",
    "completeAttachment": "says what was uploaded; saying it again changes nothing",
    "ackQueue": "cumulative, and never goes back",
    "unparkQueue": "a second time there is nothing parked",
    "releaseQueueConsumer": "a second time there is none",
    "reveal": "every showing is one of its own in the log, and counts",
}
"""Without a key: done twice it is as if done once."""

NEW = (
    "registerCase", "createAttachmentUpload", "openWorkQueue", "requestExport", "suggestDisciplineReferral", "registerEnterprise",
    "addEnterpriseMeasure", "addLegalRosterEntry", "addLegalTemplate", "declareLegalConflict", "recordLegalConflict",
    "addUtilityServiceArea", "publishUtilityOutage",
)  # fmt: skip
"""Makes what was not there."""

ONCE = (
    "completeAttachment", "completeEnterpriseTask", "recordEnterpriseFollowUp", "approveExport", "refuseExport",
)  # fmt: skip
"""Says once for all what became of something, which is refused the second time."""

FENCED = ("claimUtilityTicket", "renewUtilityTicket", "releaseUtilityTicket")
"""The lease token is what the version would be; a claim takes what nobody has."""

CHOSEN = ("assignNextLegalConsultation",)
"""The server chooses the object."""

STATES = (
    "setDistrictPlugin",
    "changeWorkQueue",
    "closeWorkQueue",
    "ackQueue",
    "nackQueue",
    "unparkQueue",
    "releaseQueueConsumer",
)
"""Names a state or a place, and not a change to what the caller has read."""

SHOWN = ("reveal",)
"""Changes nothing."""

UNVERSIONED = {*NEW, *ONCE, *FENCED, *CHOSEN, *STATES, *SHOWN}


def inputs() -> dict[str, GraphQLInputObjectType]:
    """What each mutation takes."""
    assert MUTATION is not None
    found = {name: get_named_type(field.args["input"].type) for name, field in MUTATION.fields.items()}
    assert all(isinstance(one, GraphQLInputObjectType) for one in found.values())
    return found  # type: ignore[return-value]


def test_every_mutation_takes_a_key_or_needs_none() -> None:
    assert {name for name, given in inputs().items() if "idempotencyKey" not in given.fields} == set(HARMLESS)


def test_every_mutation_that_changes_what_was_read_takes_its_version() -> None:
    assert {name for name, given in inputs().items() if "expectedVersion" not in given.fields} == UNVERSIONED


@pytest.mark.parametrize(("field", "type_"), [("idempotencyKey", "String"), ("expectedVersion", "Int")])
def test_both_are_the_same_everywhere(field: str, type_: str) -> None:
    found = [given.fields[field] for given in inputs().values() if field in given.fields]
    assert {(str(one.type), one.description) for one in found} == {(type_, found[0].description)}
    assert len(found) > 80
