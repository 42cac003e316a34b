"""Why the process cannot go on: one message for whoever runs it."""


class Halt(Exception):
    """`cause` says what is wrong, `mend` what to do about it; neither holds a secret."""

    def __init__(self, cause: str, mend: str) -> None:
        super().__init__(f"{cause}\n{mend}")
        self.cause, self.mend = cause, mend
