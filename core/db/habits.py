"""What plug-ins and the core ask about a case while a verb is done, learned by watching, so that it comes with the facts.

Nobody need declare anything: who asked for something by the case's id, and by nothing else, when the verb was last done, is
expected to ask again. An expectation that is wrong costs a little time and changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import SelectBase

from core.db.together import Ask

MOST = 8
"""Reads expected of one verb."""
PATIENCE = 8
"""How often in a row one may be expected in vain."""


@dataclass(slots=True)
class _Habit:
    """A read; `listed` are those of its values that are lists with the case's id alone, the others are the id."""

    names: frozenset[str]
    listed: frozenset[str]
    in_vain: int = 0

    def ask(self, statement: SelectBase, case: UUID | Ask) -> Ask:
        return Ask(statement, {name: [case] if name in self.listed else case for name in self.names})


@dataclass(slots=True)
class Habits:
    """One per process."""

    _of: dict[str, dict[SelectBase, _Habit]] = field(default_factory=dict)

    def expected(self, verb: str, case: UUID | Ask) -> list[Ask]:
        """What will be asked about the case when the verb is done."""
        return [habit.ask(statement, case) for statement, habit in self._of.get(verb, {}).items()]

    def learn(self, verb: str, case_id: UUID, asks: Iterable[Ask]) -> None:
        """Take note of what was asked."""
        habits, asked = self._of.setdefault(verb, {}), {ask.statement: ask.values for ask in asks}
        for statement, habit in list(habits.items()):
            habit.in_vain = 0 if statement in asked else habit.in_vain + 1
            if habit.in_vain > PATIENCE:
                del habits[statement]
        for statement, values in asked.items():
            habit_ = _habit(values, case_id)
            if statement not in habits and habit_ is not None and len(habits) < MOST:
                habits[statement] = habit_


def _habit(values: Mapping[str, object], case_id: UUID) -> _Habit | None:
    listed = frozenset(name for name, value in values.items() if value == [case_id])
    plain = frozenset(name for name, value in values.items() if value == case_id)
    return _Habit(listed | plain, listed) if values and listed | plain == values.keys() else None
