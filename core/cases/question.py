"""What a guard is asked: may this viewer do this, to this, now?"""

from dataclasses import dataclass
from datetime import datetime

from core.access.viewer import Viewer
from core.cases.facts import AssignmentFacts, CaseFacts
from core.cases.verbs import Verb
from core.deadlines.profile import Profile


@dataclass(frozen=True, slots=True)
class Question:
    """One verb on one case or assignment."""

    verb: Verb
    viewer: Viewer
    facts: CaseFacts
    assignment: AssignmentFacts | None
    profile: Profile
    now: datetime

    @property
    def subject(self) -> AssignmentFacts:
        """The assignment; only asked by guards of an assignment's verbs."""
        assert self.assignment is not None
        return self.assignment
