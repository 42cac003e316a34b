"""For every rule one corruption, as SQL on the busy week; `{name}` is the id of a case of that name.

Each breaks exactly one rule: whatever else would notice is changed along with it.
"""

_LEAD = "(select id from assignment where case_id = '{%s}' and role = 'LEAD' and parent_id is null)"
_NO_UNIT = "00000000-0000-7000-8000-000000000000"
_CLOCK = "(select id from clock where kind = '%s' and assignment_id = " + _LEAD + ")"
_OPEN_PROMISE = "(select id from clock where case_id = '{handled}' and kind = 'COMMITMENT' and stopped_at is null)"
_CASE_DUE = (
    "update case_file set due_at = (select min(due_at) from clock where case_id = case_file.id and state = 'RUNNING' "
    "and kind not in ('RETURN_WINDOW', 'COMMITMENT')) where id = '{%s}'"
)
_TOWNSHIP = "(select max(code) from district where length(code) = 9)"
_REPEATED = (
    "insert into idempotency (principal, key, fingerprint, case_id, object_id, version, created_at) "
    "values ('p', 'k', '\\x00', '{handled}', %s, %s, now())"
)
_LATER = "2026-12-20T00:00:00+00:00"


def _lead(case: str) -> str:
    return _LEAD % case


def _clock(kind: str, case: str) -> str:
    return _CLOCK % (kind, case)


def _event(case: str, type_: str) -> str:
    return f"update case_event set %s where case_id = '{{{case}}}' and type = '{type_}'"


def _copied_clock(source: str, changes: str) -> str:
    return (
        "insert into clock select (jsonb_populate_record(null::clock, to_jsonb(k) || jsonb_build_object("
        f"'id', gen_random_uuid(), {changes}))).* from clock k where {source}"
    )


CORRUPTIONS: dict[str, tuple[str, ...]] = {
    "counter.counted": ("insert into counter_cursor select 'main', last_pos, now() from sequencer",),
    "counter.sums": ("insert into counter values ('CASE', '/370900', 'RECEIVED', 'COMPLAINT', 0, null, 5)",),
    "case.state": (f"update assignment set role = 'CO_HANDLER' where id = {_lead('handled')}",),
    "case.live_parts": (
        f"update feedback set decision = null, decided_by = null, decided_at = null where assignment_id = {_lead('closed')}",
        f"update assignment set state = 'FEEDBACK_SUBMITTED', ended_at = null where id = {_lead('closed')}",
    ),
    "case.closed": ("update case_file set outcome = null where id = '{closed}'",),
    "case.accepted": ("update case_file set accepted_at = null where id = '{handled}'",),
    "case.round": ("update case_file set round = 2 where id = '{closed}'",),
    "case.bounces": ("update case_file set bounces = 1 where id = '{handled}'",),
    "case.dispatches": ("update case_file set dispatches = 2 where id = '{handled}'",),
    "case.callback_attempts": ("update case_file set callback_attempts = 2 where id = '{uncalled}'",),
    "case.ruling": ("update case_file set final_ruling = true where id = '{handled}'",),
    "case.due": ("update case_file set due_at = due_at + interval '1 minute' where id = '{handled}'",),
    "case.merged": ("update case_file set master_id = '{received}' where id = '{merged}'",),
    "case.master": (
        "update case_file set master_id = id where id = '{merged}'",
        "update merge set master_id = case_id where case_id = '{merged}'",
    ),
    "case.place": ("update case_file set gate = '370911' where id = '{handled}'",),
    "case.secrecy": ("update case_file set secrecy = 0 where id = '{report}'",),
    "case.profile": ("delete from policy_profile where name = 'taian'",),
    "case.reporter": ("delete from reporter where case_id = '{handled}'",),
    "case.content": ("update case_file set title_sealed = null, title_mask = null where id = '{handled}'",),
    "case.anonymised": ("update case_file set anonymised_at = now(), frozen_at = now() where id = '{closed}'",),
    "case.intake_key": (
        "alter table case_file drop constraint uq_case_file_channel_external_no",
        "update case_file set external_no = 'A-1' where id = '{handled}'",
    ),
    "assignment.assigned": (
        _event("handled", "assigned") % f'body = body || \'{{{{"unit": "{_NO_UNIT}"}}}}\''
        + f" and assignment_id = {_lead('handled')}",
    ),
    "assignment.version": (f"update assignment set version = 0 where id = {_lead('handled')}",),
    "assignment.ended": (f"update assignment set ended_at = null where id = {_lead('closed')}",),
    "assignment.accepted": (f"update assignment set accepted_at = null where id = {_lead('closed')}",),
    "assignment.submitted": (f"update assignment set submitted_by = null where id = {_lead('closed')}",),
    "assignment.contacted": (
        f"update assignment set contacted_at = contacted_at + interval '1 minute' where id = {_lead('closed')}",
    ),
    "assignment.shelved": (f"update assignment set review_on = null where id = {_lead('shelved')}",),
    "assignment.sub_dispatched": (f"update assignment set state = 'IN_HANDLING' where id = {_lead('passed')}",),
    "assignment.unit": (f"update assignment set unit_path = '/ta/nowhere' where id = {_lead('handled')}",),
    "assignment.dispatcher": (f"update assignment set dispatcher_path = '/ta/370902' where id = {_lead('handled')}",),
    "assignment.round": ("update assignment set round = 2 where case_id = '{closed}' and role = 'CO_HANDLER'",),
    "assignment.extensions": (f"update assignment set extensions = 2 where id = {_lead('handled')}",),
    "assignment.due": (f"update assignment set due_at = due_at + interval '1 minute' where id = {_lead('handled')}",),
    "feedback.waits": (
        f"update feedback set decision = 'APPROVED', decided_by = (select id from account where subject = 'd:reviewer'), "
        f"decided_at = at where assignment_id = {_lead('reviewed')} and decision is null",
    ),
    "return.waits": (
        f"update return_request set decision = 'REJECTED', decided_by = by, decided_at = at "
        f"where assignment_id = {_lead('returning')}",
    ),
    "extension.waits": (
        _event("handled", "acceptAssignment") % "type = 'requestExtension'",
        _event("handled", "approveExtension") % "type = 'requestExtension'",
        "insert into extension_request (id, assignment_id, days, reason, explanation, citizen_told_at, by, at) "
        "select gen_random_uuid(), assignment_id, days, reason, explanation, citizen_told_at, by, at "
        f"from extension_request, generate_series(1, 2) where assignment_id = {_lead('handled')}",
    ),
    "termination.waits": (
        "update termination_request set decision = 'REJECTED', decided_at = at, "
        "decided_by = (select id from account where subject = 'd:city_lead') where case_id = '{ending}'",
    ),
    "adjudication.waits": ("update adjudication set ruled_at = requested_at where case_id = '{disputed}'",),
    "information.waits": ("update information_request set supplied_at = at where case_id = '{asked}'",),
    "commitment.clock": (f"update commitment set due_at = due_at + interval '1 hour' where id = {_OPEN_PROMISE}",),
    "record.decided": (f"update extension_request set decided_by = null where assignment_id = {_lead('handled')}",),
    "record.four_eyes": (f"update feedback set decided_by = by where assignment_id = {_lead('closed')}",),
    "finding.signed": ("update finding set signed_at = null where case_id = '{unreasonable}'",),
    "callback.answers": ("update callback set result = null where case_id = '{closed}'",),
    "record.counted": ("delete from callback where case_id = '{told}'",),
    "attachment.complete": ("update attachment set sha256 = null where case_id = '{ending}'",),
    "clock.budget": (f"update clock set minutes = 5 where id = {_OPEN_PROMISE}",),
    "clock.rule": (f"update clock set rule = 'beijing@2/ACCEPTANCE/all' where id = {_clock('ACCEPTANCE', 'closed')}",),
    "clock.owner": (
        f"update timer set case_id = '{{handled}}' where clock_id = {_clock('ACCEPTANCE', 'closed')}",
        f"update clock set case_id = '{{handled}}' where id = {_clock('ACCEPTANCE', 'closed')}",
    ),
    "clock.stopped": (f"update clock set stopped_at = null where id = {_clock('ACCEPTANCE', 'closed')}",),
    "clock.in_time": (
        f"update clock set stopped_at = due_at + interval '1 second' where id = {_clock('ACCEPTANCE', 'closed')}",
    ),
    "clock.running": (f"update clock set due_at = null where id = {_clock('RETURN_WINDOW', 'returning')}",),
    "clock.breached": (f"update clock set breached_at = null where id = {_clock('ACCEPTANCE', 'late')}",),
    "clock.breach_time": (
        f"update clock set breached_at = due_at - interval '1 minute' where id = {_clock('ACCEPTANCE', 'late')}",
    ),
    "clock.breach_told": (
        _event("late", "redCard") % f'body = body || \'{{{{"clock": "{_NO_UNIT}"}}}}\''
        + " and body ->> 'kind' = 'ACCEPTANCE'",
    ),
    "clock.paused": (
        "update clock set pauses = jsonb_build_array(jsonb_build_object("
        f"'since', started_at, 'until', null, 'reason', 'X')) where id = {_OPEN_PROMISE}",
    ),
    "clock.single": (_copied_clock("case_id = '{asked}' and kind = 'TRIAGE'", "'mode', 'WORKING'"),),
    "clock.state": (
        "update timer set state = 'DISARMED' where state = 'ARMED' and case_id = '{uncalled}'",
        "update clock set state = 'CANCELLED', stopped_at = started_at where case_id = '{uncalled}' and kind = 'CALLBACK'",
        _CASE_DUE % "uncalled",
    ),
    "clock.handling": (
        f"update clock set state = 'CANCELLED', stopped_at = '{_LATER}', "
        f"pauses = jsonb_set(pauses, '{{{{0, until}}}}', '\"{_LATER}\"') where id = {_clock('HANDLING', 'shelved')}",
    ),
    "clock.acceptance": (f"update assignment set accepted_at = dispatched_at where id = {_lead('returning')}",),
    "clock.first_contact": (
        f"update timer set state = 'DISARMED' where state = 'ARMED' and clock_id = {_clock('FIRST_CONTACT', 'returning')}",
        f"update clock set state = 'CANCELLED', stopped_at = started_at where id = {_clock('FIRST_CONTACT', 'returning')}",
        _CASE_DUE % "returning",
    ),
    "clock.return_window": (
        f"update clock set state = 'RUNNING', stopped_at = null where id = {_clock('RETURN_WINDOW', 'handled')}",
        f"update timer set state = 'ARMED' where clock_id = {_clock('RETURN_WINDOW', 'handled')}",
    ),
    "clock.ended": (
        _copied_clock(
            f"id = {_OPEN_PROMISE}",
            "'kind', 'VISIT', 'case_id', '{closed}', 'assignment_id', null, 'state', 'PAUSED', 'pauses', "
            "jsonb_build_array(jsonb_build_object('since', started_at, 'until', null, 'reason', 'X'))",
        ),
    ),
    "timer.missing": (
        f"update timer set state = 'DISARMED' where kind = 'RED' and clock_id = {_clock('HANDLING', 'handled')}",
    ),
    "timer.superfluous": (
        f"update timer set state = 'ARMED' where kind = 'RED' and clock_id = {_clock('HANDLING', 'closed')}",
    ),
    "timer.due": (
        "update timer set due_at = due_at + interval '1 hour' "
        f"where kind = 'RED' and clock_id = {_clock('HANDLING', 'handled')}",
    ),
    "timer.fired": ("update timer set fired_at = null where state = 'FIRED' and case_id = '{late}'",),
    "timer.owner": (
        f"update timer set case_id = '{{closed}}' where kind = 'RED' and clock_id = {_clock('HANDLING', 'handled')}",
    ),
    "event.versions": ("update case_file set version = version + 1 where id = '{received}'",),
    "event.sequence": (_event("handled", "assigned") % "seq = seq + 5" + f" and assignment_id = {_lead('handled')}",),
    "event.history": (_event("handled", "acceptCase") % 'body = body || \'{{"from": "CLOSED"}}\'',),
    "event.last": ("update case_file set last_event_type = 'answerCase' where id = '{handled}'",),
    "event.assignment": (_event("handled", "acceptAssignment") % f"assignment_id = {_lead('closed')}",),
    "event.actor": (_event("handled", "acceptCase") % "actor = 'nobody'",),
    "event.undelivered": (
        "delete from outbox where event_id = (select id from case_event where case_id = '{handled}' and type = 'acceptCase')",
    ),
    "event.twice": ("insert into outbox (event_id, queues) select event_id, '{{}}' from event_log where pos = 1",),
    "event.unknown": ("insert into outbox (event_id, queues) values (gen_random_uuid(), '{{}}')",),
    "log.positions": ("update sequencer set last_pos = last_pos + 1",),
    "log.chain": ("update event_log set chain = '\\x00' where pos = 2",),
    "queue.places": ("delete from queue_entry where qpos = 2", "delete from queue_parked"),
    "queue.state": ("delete from queue_ack", "delete from queue_state"),
    "queue.event": ("update queue_entry set event_id = gen_random_uuid() where qpos = 1",),
    "queue.acked": ("update queue_ack set acked = 1000",),
    "queue.parked": ("update queue_parked set qpos = 1000",),
    "queue.secret": ("update case_event set secrecy = 3 where case_id = '{handled}' and type = 'acceptAssignment'",),
    "queue.chain": ("update queue_entry set chain = '\\x00' where qpos = 2",),
    "idempotency.object": (_REPEATED % ("gen_random_uuid()", "1"),),
    "idempotency.version": (_REPEATED % ("'{handled}'", "999"),),
    "column.vocabulary": ("update case_file set urgency = 'SOON' where id = '{handled}'",),
    "column.sealed": ("update reporter set phone_mask = null where case_id = '{handled}'",),
    "unit.path": ("update unit set path = '/ta/nowhere' where code = 'ta-reform'",),
    "district.path": (f"update district set path = '/nowhere' where code = {_TOWNSHIP}",),
    "category.path": ("update category set path = '/nowhere' where code = '990000'",),
    "district.gate": (f"update district set gate = '370911' where code = {_TOWNSHIP}",),
    "grant.paths": ("update role_grant set unit_path = '/nowhere' where role = 'developer'",),
    "catalogue.validity": (
        "update catalogue_entry set valid_to = '1999-12-31' where id = (select min(id::text)::uuid from catalogue_entry)",
    ),
    "calendar.days": ("delete from calendar_day where day = '2004-12-31'",),
    "clock.due": (
        f"update clock set due_at = due_at + interval '1 hour' where id = {_clock('RETURN_WINDOW', 'returning')}",
        f"update timer set due_at = due_at + interval '1 hour' where clock_id = {_clock('RETURN_WINDOW', 'returning')}",
    ),
    "clock.yellow": (
        f"update clock set yellow_at = yellow_at + interval '1 minute' where id = {_clock('HANDLING', 'handled')}",
        "update timer set due_at = due_at + interval '1 minute' "
        f"where kind = 'YELLOW' and clock_id = {_clock('HANDLING', 'handled')}",
    ),
    "clock.provisional": (
        f"update clock set provisional = not provisional where id = {_clock('HANDLING', 'handled')}",
    ),
    "clock.reckonable": (
        "update clock set extensions = jsonb_build_array(jsonb_build_object('amount', 0, 'at', started_at)) "
        f"where id = {_clock('ACCEPTANCE', 'closed')}",
    ),
}
