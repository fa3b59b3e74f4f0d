"""Errors that prevent a turn.

TurnError              `code` as in docs/protocol.md, a sentence for the person in `str(error)`
+-- NotFound           not there, or not theirs
+-- Busy               too many answers run for this person
+-- NoModel            no model can answer
|   +-- ModelNotFound  no model has this name, or none that can be called now
+-- Conflict           not possible in this state
+-- TooLong            a question is larger than the window of its model; found when its turn runs, and the turn's error
+-- ShuttingDown       this process takes no more turns
+-- Overloaded         this process has more to do than it can
+-- Away               the database does not answer
Deactivated            the caller may not be here any more

OUR_FAULT              the error of a turn, or of an attempt, that a fault of ours ended
"""

from __future__ import annotations

from typing import Any, Final

OUR_FAULT: Final[dict[str, Any]] = {
    "message": "Something went wrong on our side. The server's log says more.",
    "type": "server_error",
    "code": None,
    "param": None,
    "status": None,
    "retryable": True,
}


class TurnError(Exception):
    code = "failed"


class NotFound(TurnError):
    code = "not_found"


class Busy(TurnError):
    code = "busy"


class NoModel(TurnError):
    code = "no_model"


class ModelNotFound(NoModel):
    pass


class Conflict(TurnError):
    code = "conflict"


class TooLong(TurnError):
    code = "context_length_exceeded"

    @property
    def described(self) -> dict[str, Any]:
        """As the error of its turn."""
        return {
            **OUR_FAULT,
            "message": str(self),
            "type": "invalid_request_error",
            "code": self.code,
            "retryable": False,
        }


class ShuttingDown(TurnError):
    code = "shutting_down"


class Overloaded(TurnError):
    code = "overloaded"

    def __init__(self) -> None:
        super().__init__("The server has more to do than it can. Try again in a few seconds.")


class Away(TurnError):
    pass


class Deactivated(Exception):
    pass
