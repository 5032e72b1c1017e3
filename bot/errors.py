"""Errors for the person at the command line: one line, and an exit status."""


class UsageError(Exception):
    """Something the operator or curator can mend; shown without a traceback."""

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status
