"""What a deployment, and each district for itself, can set."""

from typing import Annotated

from pydantic import Field, field_validator

from core.api import Budget, Mode, Settings, Verb

HELD = (
    Verb.ANSWER_CASE,
    Verb.DIVERT_CASE,
    Verb.RECORD_CALLBACK,
    Verb.CLOSE_UNREASONABLE,
    Verb.APPROVE_TERMINATION,
)
"""What ends a case without the caller's wish; taking an appeal back, and merging it, stay possible."""

MINUTES = 60
Code = Annotated[str, Field(min_length=1, max_length=64)]


class LegalDeskSettings(Settings):
    """`[plugins.legal_desk] settings = { … }`, and `[plugins.legal_desk.district.CODE]` over it."""

    reply_working_days: Annotated[int, Field(ge=1, le=90)] = 3
    """Working days from referral to advice."""
    reply_hours: Annotated[int, Field(ge=1, le=2160)] | None = None
    """Hours around the clock; where they are given they count instead of working days."""
    held_verbs: tuple[Verb, ...] = HELD
    """What must not happen to a case while its consultation is open."""
    auto_refer_categories: tuple[Code, ...] = ()
    """Cases of these categories, or of one below, are referred by themselves once; none if empty."""
    assign_on_referral: bool = False
    """Whether a referral goes to a lawyer on duty at once, if one is free."""
    duty_only: bool = True
    """Whether only lawyers on duty take consultations."""
    highest_secrecy: Annotated[int, Field(ge=0, le=3)] = 1
    """The highest secrecy level (0 to 3) of a case that may be referred."""
    further_aid_matters: tuple[Code, ...] = ()
    """Matters the province grants legal aid for besides those of the law (法律援助法 art. 31(9)): codes of
    `legal_desk_aid_matter`."""

    @field_validator("auto_refer_categories", "held_verbs", "further_aid_matters")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) != len(value):
            raise ValueError("name each entry once")
        return value

    @property
    def budget(self) -> Budget:
        """How long a consultation may take."""
        if self.reply_hours is not None:
            return Budget(minutes=self.reply_hours * MINUTES, mode=Mode.CLOCK)
        return Budget(days=self.reply_working_days)

    @property
    def rule(self) -> str:
        """Where the budget stands, for the explanation of the deadline."""
        return "reply_working_days" if self.reply_hours is None else "reply_hours"
