"""What would go to standard error past the log: a traceback there is no line, and no object, of the log's."""

import logging
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

from twisted.logger import ILogObserver, STDLibLogObserver, globalLogBeginner

if TYPE_CHECKING:
    from _typeshed import ExcInfo

logger = logging.getLogger("chatapp.process")


def capture_everything() -> None:
    """Let warnings, what nobody caught, and Twisted speak through the log."""
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _in_thread
    globalLogBeginner.beginLoggingTo(
        [cast(ILogObserver, STDLibLogObserver("twisted"))], discardBuffer=True, redirectStandardIO=False
    )
    # Last: Twisted takes warnings for its own.
    logging.captureWarnings(True)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logger.critical("The process ends by an error.", exc_info=(kind, error, trace))


def _unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    logger.error(
        "%s %r", unraisable.err_msg or "Exception ignored in:", unraisable.object, exc_info=_of(unraisable)
    )


def _in_thread(ended: "threading.ExceptHookArgs") -> None:
    if ended.exc_type is not SystemExit:
        logger.error(
            "The thread %s ended by an error.", getattr(ended.thread, "name", "?"), exc_info=_of(ended)
        )


def _of(found: Any) -> "ExcInfo":
    return found.exc_type, found.exc_value, found.exc_traceback
