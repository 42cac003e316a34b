"""Events have the shape of CloudEvents 1.0."""

from uuid import UUID

from core.plugin.views import CaseEvent
from schema.events.cloud import CloudEvent
from schema.relay.ids import encode
from tests.support.office import START

ONE, TWO, THREE = (UUID(int=n) for n in (1, 2, 3))


def test_every_required_attribute_is_there() -> None:
    event = CaseEvent(ONE, TWO, 7, "assigned", THREE, None, 0, "370900", {"unit": "x"}, START)

    made = CloudEvent.of(event)

    assert (made.id, made.source, made.spec_version, made.type) == (str(ONE), "/cases", "1.0", "assigned")
    assert (made.subject, made.time, made.data_content_type) == (str(TWO), START, "application/json")
    assert (made.data, made.case_version, made.assignment_id) == ({"unit": "x"}, 7, encode("assignment", THREE))


def test_an_event_of_the_case_itself_has_no_assignment() -> None:
    event = CaseEvent(ONE, TWO, 1, "registerCase", None, None, 0, "370900", {}, START)
    assert (CloudEvent.of(event).assignment_id, CloudEvent.of(event).traceparent) == (None, None)


def test_the_trace_is_an_attribute_of_its_own() -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    event = CaseEvent(ONE, TWO, 1, "acceptCase", None, None, 0, "370900", {}, START, trace)
    assert CloudEvent.of(event).traceparent == trace
