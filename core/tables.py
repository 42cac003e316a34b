"""Brings every core table onto the metadata, for migrations and checks."""

from core.accounts.model import account, role_grant, session_revocation
from core.api_keys.model import api_key
from core.assignments.model import assignment, commitment, contact, extension_request, feedback, return_request
from core.attachments.model import attachment
from core.audit.model import access_event, head_sink, reveal_count, signed_head
from core.cases.model import (
    adjudication,
    case_correction,
    case_file,
    information_request,
    merge,
    reporter,
    termination_request,
    triage,
)
from core.catalogue.model import catalogue_entry
from core.clients.model import service_client, used_assertion
from core.codes.model import category, code
from core.counters.model import counted, counter, counter_cursor
from core.db.base import metadata
from core.deadlines.model import calendar_day, calendar_year, clock, policy_profile, timer
from core.districts.model import district
from core.events.model import (
    case_event,
    event_log,
    idempotency,
    log_anchor,
    outbox,
    queue_ack,
    queue_alarm,
    queue_delivery,
    queue_entry,
    queue_parked,
    queue_state,
    sequencer,
    work_queue,
)
from core.exports.model import export
from core.keys.model import derivation_key, key_rotation, log_note, month_key
from core.passwords.model import password, password_attempt
from core.plugin.model import plugin_cursor, plugin_district, plugin_effect, plugin_switch
from core.ratings.model import callback, finding, past_rate
from core.reporters.model import access_attempt
from core.retention.model import legal_hold, retention_night, retention_run
from core.streams.model import sse_operation, sse_stream
from core.units.model import liaison_officer, unit

BUSINESS = (
    access_attempt, access_event, account, adjudication, assignment, attachment, callback, case_correction, case_event,
    case_file, clock, commitment, contact, counted, counter, counter_cursor, event_log, extension_request,
    feedback, finding, head_sink, idempotency, information_request, liaison_officer, log_anchor, merge, outbox,
    plugin_cursor, plugin_district, plugin_effect, plugin_switch, queue_ack, queue_alarm, queue_delivery,
    queue_entry, queue_parked, queue_state, reporter, return_request, reveal_count, role_grant, signed_head, sse_operation,
    sse_stream, termination_request, timer, triage, work_queue, key_rotation, log_note,
    api_key, password, password_attempt, service_client, session_revocation, used_assertion,
    legal_hold, retention_run, export, retention_night, past_rate,
)  # fmt: skip
"""Tables that work fills; a test that wrote truncates them in one statement."""

REFERENCE = (
    calendar_day, calendar_year, catalogue_entry, category, code, district, month_key, policy_profile, sequencer, unit,
    derivation_key,
)  # fmt: skip
"""Tables that seeds and operators fill."""

CORE = BUSINESS + REFERENCE
"""Every table of the core; plug-ins' tables hang on the same metadata."""

__all__ = ["BUSINESS", "CORE", "REFERENCE", "metadata"]
