"""What looks like a corruption and is none, as SQL on the busy week."""

from tests.core.doctor.corruptions import CORRUPTIONS

_BREACHED = "(select min(breached_at) from clock where case_id = '{late}' and kind = 'ACCEPTANCE')"
_STARTED = (
    "(select started_at + interval '1 second' from clock where case_id = '{returning}' and kind = 'RETURN_WINDOW')"
)
_TICKET = "00000000-0000-7000-8000-0000000000aa"

PERMITTED: dict[str, tuple[str, ...]] = {
    "a due time that an import of the calendar left as it was promised": (
        *CORRUPTIONS["clock.due"],
        "update clock set held_until = due_at where case_id = '{returning}' and kind = 'RETURN_WINDOW'",
        f"update calendar_year set imported_at = {_STARTED} where year = 2026",
    ),
    "a breach before the due time of a case that was corrected afterwards": (
        *CORRUPTIONS["clock.breach_time"],
        f"update case_event set type = 'correctCase', occurred_at = {_BREACHED} "
        "where case_id = '{late}' and type = 'acceptCase'",
    ),
    "a breach before a due time that an import of the calendar moved": (
        *CORRUPTIONS["clock.breach_time"],
        f"update calendar_year set imported_at = {_BREACHED} where year = 2026",
    ),
    "a key whose object has moved on": (
        "insert into idempotency (principal, key, fingerprint, case_id, object_id, version, created_at) "
        "values ('p', 'k', '\\x00', '{handled}', '{handled}', 1, now())",
    ),
    "a key whose object a plug-in keeps, loaded or not": (
        f"create table gone_desk_ticket as select '{_TICKET}'::uuid as id",
        "insert into idempotency (principal, key, fingerprint, case_id, object_id, version, created_at) "
        f"values ('p', 'k', '\\x00', '{{handled}}', '{_TICKET}', 1, now())",
    ),
    "two promises of one unit side by side": (
        "update commitment set outcome = null, fulfilled_at = null where outcome = 'KEPT'",
        "update clock set state = 'RUNNING', stopped_at = null where kind = 'COMMITMENT'",
        "update timer t set state = 'ARMED' from clock k where k.id = t.clock_id and k.kind = 'COMMITMENT'",
    ),
}
