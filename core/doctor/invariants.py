"""All invariants that are one SELECT, in the order in which `hotline doctor` asks them."""

from core.doctor.assignments import ASSIGNMENTS
from core.doctor.cases import CASES
from core.doctor.clocks import CLOCKS
from core.doctor.columns import COLUMNS
from core.doctor.counters import COUNTERS
from core.doctor.events import EVENTS
from core.doctor.intake import INTAKE
from core.doctor.queues import QUEUES
from core.doctor.records import RECORDS
from core.doctor.reference import REFERENCE
from core.doctor.timed import TIMED
from core.doctor.timers import TIMERS

INVARIANTS = (
    *CASES,
    *INTAKE,
    *ASSIGNMENTS,
    *RECORDS,
    *CLOCKS,
    *TIMED,
    *TIMERS,
    *EVENTS,
    *QUEUES,
    *COUNTERS,
    *COLUMNS,
    *REFERENCE,
)
