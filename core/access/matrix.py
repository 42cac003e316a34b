"""The policy compiled: Casbin decides once per policy version, requests look up.

Asking Casbin costs milliseconds; a look-up in the matrix costs nanoseconds and gives the same answers (proved by test).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import casbin
from casbin.persist.adapters.string_adapter import StringAdapter

from core.access.policy import Effect, PluginPolicy, Scope, read_policy
from core.access.withholding import Withholding
from core.cases.states import Secrecy
from core.districts.switches import Switches

MODEL = Path(__file__).with_name("model.conf")
POLICY = Path(__file__).with_name("policy.csv")
"""The policy shipped; `HOTLINE_POLICY` names another."""


class Reach(NamedTuple):
    """Rows of one scope up to one secrecy level (0 to 3)."""

    scope: Scope
    clearance: int


@dataclass(frozen=True, slots=True)
class Cell:
    """How far a role may carry one operation: the union of its reaches, each scope once."""

    reaches: tuple[Reach, ...]

    @property
    def scopes(self) -> frozenset[Scope]:
        """The scopes, without their clearances."""
        return frozenset(reach.scope for reach in self.reaches)

    @property
    def clearance(self) -> int:
        """The highest clearance of any scope."""
        return max(reach.clearance for reach in self.reaches)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """(role, operation) -> cell; what has no cell is not allowed. Role names stand here as in `role_grant.role`.

    `version` is a digest of model and policies, those of plug-ins included. `withholding` are the plug-ins that keep cases
    back where `switches` has them on.
    """

    version: str
    roles: frozenset[str]
    cells: Mapping[tuple[str, str], Cell]
    switches: Switches = field(default_factory=Switches)
    withholding: tuple[Withholding, ...] = ()
    highest: Mapping[str, int] = field(init=False, repr=False)
    """By role the highest secrecy that any of its operations reaches; roles that reach nothing are not in it."""

    def __post_init__(self) -> None:
        found: dict[str, int] = {}
        for (role, _), cell in self.cells.items():
            found[role] = max(cell.clearance, found.get(role, 0))
        object.__setattr__(self, "highest", found)

    def cell(self, role: str, operation: str) -> Cell | None:
        """How far `role` may carry `operation`; None when not at all, also for names the policy does not know."""
        return self.cells.get((role, operation))


def load_matrix(
    path: Path = POLICY,
    plugins: Sequence[PluginPolicy] = (),
    switches: Switches | None = None,
    withholding: Sequence[Withholding] = (),
) -> Matrix:
    """Read, check and compile a policy file and the plug-ins' policies. PolicyError names every faulty line."""
    policy = read_policy(path, plugins)
    enforcer = casbin.Enforcer(str(MODEL), StringAdapter(policy.text))
    version = sha256(MODEL.read_bytes() + policy.text.encode()).hexdigest()[:16]
    cells = {(bare(role), operation): cell for role in policy.roles for operation, cell in _row(enforcer, role).items()}
    return Matrix(version, frozenset(map(bare, policy.roles)), cells, switches or Switches(), tuple(withholding))


def bare(subject: str) -> str:
    """A role's name without the prefix that keeps Casbin from confusing it with a user's."""
    return subject.removeprefix("r:")


def _row(enforcer: casbin.Enforcer, role: str) -> Mapping[str, Cell]:
    allowed: defaultdict[str, list[Reach]] = defaultdict(list)
    denied = set()
    for subject in (role, *enforcer.get_implicit_roles_for_user(role)):
        for _, operation, scope, secrecy, effect in enforcer.get_filtered_policy(0, subject):
            allowed[operation].append(Reach(Scope(scope), Secrecy(secrecy).level))
            denied |= {operation} if effect == Effect.DENY else set()
    return {operation: _cell(reaches) for operation, reaches in allowed.items() if operation not in denied}


def _cell(reaches: Iterable[Reach]) -> Cell:
    highest: dict[Scope, int] = {}
    for scope, clearance in sorted(reaches):
        highest[scope] = clearance
    return Cell(tuple(Reach(scope, clearance) for scope, clearance in highest.items()))
