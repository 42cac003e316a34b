"""Invariants of work queues: a consumer can trust its numbers, and is told nothing it must not know."""

from core.doctor.invariant import Invariant

PLACES = Invariant(
    "queue.places",
    "places in a queue have no gap",
    "从备份恢复队列；不得改动位置。",
    "Restore the queue from a backup; places are never changed by hand.",
    """
    select queue || ' ' || qpos, 'follows ' || before from (
      select queue, qpos, lag(qpos) over (partition by queue order by qpos) as before from queue_entry) places
    where qpos <> before + 1
    union all
    select s.queue || ' ' || s.head, 'the queue ends at ' || coalesce(max(e.qpos), 0)
    from queue_state s left join queue_entry e on e.queue = s.queue
    group by s.queue, s.head having s.head <> coalesce(max(e.qpos), 0)
    """,
)

STATELESS = Invariant(
    "queue.state",
    "every queue knows its end",
    "按队列的最后一件补记队列状态。",
    "Enter the state of the queue after its last entry.",
    """
    select q.queue, 'has no state' from (select name as queue from work_queue union select queue from queue_entry) q
    where not exists (select from queue_state s where s.queue = q.queue)
    """,
)

UNKNOWN = Invariant(
    "queue.event",
    "a queue tells of what happened",
    "从备份恢复该事件。",
    "Restore the event that the queue refers to.",
    """
    select e.queue || ' ' || e.qpos, 'an event that does not exist' from queue_entry e
    where not exists (select from case_event c where c.id = e.event_id)
      and e.pos > (select coalesce(max(pos), 0) from log_anchor)
    """,
)

ACKED = Invariant(
    "queue.acked",
    "nothing is acknowledged that was not there",
    "将确认位置改为不超过队列末尾。",
    "Set what is acknowledged to the queue's end at most.",
    """
    select a.queue || ' ' || a.consumer, 'acknowledged ' || a.acked || ' of ' || coalesce(s.head, 0)
    from queue_ack a left join queue_state s on s.queue = a.queue
    where a.acked > coalesce(s.head, 0) or a.acked < 0
    """,
)

PARKED = Invariant(
    "queue.parked",
    "what is parked stands in the queue",
    "删除没有对应队列条目的搁置记录。",
    "Delete what is parked without an entry in the queue.",
    """
    select p.queue || ' ' || p.qpos, 'no such entry' from queue_parked p
    where not exists (
      select from queue_entry e where e.queue = p.queue and e.qpos = p.qpos and e.event_id = p.event_id)
    """,
)

SECRET = Invariant(
    "queue.secret",
    "Art. 21, 28",
    "从单位队列移除纪检线索事件，并报告泄密。",
    "Keep what goes to discipline inspection out of the units' queues, and report the leak.",
    """
    select e.id::text, e.type || ' is queued for ' || q.queue from case_event e
    join (select event_id, queue from queue_entry
          union all select event_id, unnest(queues) from outbox) q on q.event_id = e.id
    where e.secrecy > 2 and starts_with(q.queue, 'unit:')
    """,
)

QUEUES = (PLACES, STATELESS, UNKNOWN, ACKED, PARKED, SECRET)
