"""The caller's view of a failure: one table from our errors to a status and the API's error body.

Exception
+-- ApiError  an answer that is an error: `status`, `body`, `headers`
+-- Gone      (of `disconnect`) the caller has hung up and gets no answer
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from starlette.exceptions import HTTPException

from chatapp.turns.errors import Away, Deactivated, ModelNotFound, NoModel, NotFound, Overloaded, ShuttingDown
from chatapp.turns.runtime.database_retry import AWAY
from chatapp.upstream.errors import ConnectFailed, Rejected, StreamBroken, TimedOut, UpstreamError
from chatapp.wire.errors import Malformed
from chatapp.wire.types.error_body import ErrorBody

logger = logging.getLogger(__name__)

_INVALID = "invalid_request_error"
_OURS = "server_error"
_MOMENT = {"retry-after": "1"}
_SECONDS = {"retry-after": "5"}


class ApiError(Exception):
    """An answer that is an error: `status`, `body`, and `headers` beside those of every answer."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type: str = _INVALID,
        param: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = ErrorBody.of(message, type=type, param=param, code=code)
        self.headers = dict(headers or {})

    @classmethod
    def passed_on(cls, status: int, body: ErrorBody, headers: Mapping[str, str]) -> ApiError:
        """The provider's own words."""
        error = cls(status, body.message, headers=headers)
        error.body = body
        return error


def failure(error: Exception) -> ApiError:
    """The answer to any error of a call."""
    match error:
        case ApiError():
            return error
        case Malformed():
            return ApiError(400, error.message, param=error.param, code=error.code)
        case ModelNotFound():
            return ApiError(404, str(error), param="model", code="model_not_found")
        case NotFound():
            return ApiError(404, str(error), code="not_found")
        case NoModel():
            return ApiError(503, str(error), type=_OURS, code="model_unavailable")
        case ShuttingDown():
            return ApiError(503, str(error), type=_OURS, code="shutting_down", headers=_MOMENT)
        case Deactivated():
            return ApiError(401, str(error), code="user_deactivated")
        case Overloaded():
            return ApiError(503, str(error), type=_OURS, code="overloaded", headers=_SECONDS)
        case UpstreamError():
            return _of_provider(error)
        case HTTPException():
            return _of_route(error)
    if isinstance(error, (Away, *AWAY, OperationalError, InterfaceError)):
        words = "The server's database does not answer. Ask again in a moment."
        return ApiError(503, words, type=_OURS, code="database_away", headers=_MOMENT)
    logger.error("A call of the API failed.", exc_info=error)
    return ApiError(500, "Something went wrong on our side. The server's log says more.", type=_OURS)


def _of_provider(error: UpstreamError) -> ApiError:
    headers = error.advice
    match error:
        case Rejected(body=ErrorBody() as body) | StreamBroken(body=ErrorBody() as body):
            return ApiError.passed_on(_status(error), body, headers)
        case TimedOut():
            return ApiError(504, error.message, type=_OURS, code="upstream_timeout", headers=headers)
        case ConnectFailed():
            return ApiError(502, error.message, type=_OURS, code="upstream_unreachable", headers=headers)
    return ApiError(502, error.message, type=_OURS, code="upstream_broken", headers=headers)


def _status(error: UpstreamError) -> int:
    """The provider's; an error under a status that says all is well has none."""
    said = error.status or 0
    return said if 400 <= said < 600 else 502


def _of_route(error: HTTPException) -> ApiError:
    if error.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return ApiError(error.status_code, error.detail)
    allowed = dict(error.headers or {})
    words = f"This address takes {allowed.get('Allow', 'other methods')} only."
    return ApiError(405, words, code="method_not_allowed", headers=allowed)
