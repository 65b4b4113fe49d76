"""What can go wrong, one class for each thing that a script may want to do about it."""

from __future__ import annotations

from typing import Any


class SuyanError(Exception):
    """A request was not answered.

    ``code`` is the API's own (``bad_year``), ``message`` and ``hint`` are its words, in Chinese.
    """

    def __init__(self, message: str, *, code: str = "", hint: str = "", status: int = 0) -> None:
        super().__init__(f"{message}（{hint}）" if hint else message)
        self.code = code
        self.message = message
        self.hint = hint
        self.status = status


class BadRequest(SuyanError):
    """The request says something that cannot be meant: see ``hint``."""


class NotFound(SuyanError):
    """There is nothing of this name."""


class SnapshotChanged(SuyanError):
    """The archive is not at the pinned snapshot any more: other figures would be given."""


class Busy(SuyanError):
    """The server was busy, or the request took too long, also when asked again."""


class Unreachable(SuyanError):
    """No server answered, or its answer broke off."""


def of_answer(status: int, body: Any) -> SuyanError:
    """The error that an answer of this status tells."""
    told = body.get("error", {}) if isinstance(body, dict) else {}
    code = str(told.get("code", ""))
    kinds = {404: NotFound, 409: SnapshotChanged, 503: Busy}
    kind = kinds.get(status, BadRequest if 400 <= status < 500 else SuyanError)
    message = str(told.get("message", f"the server answered {status}"))
    return kind(message, code=code, hint=str(told.get("hint", "")), status=status)
