"""Errors: one shape, and what each status means."""

from __future__ import annotations

from typing import Any, Final

from chatapp.wire.schema.json_schema import Json, fields, or_null, ref, text

from .headers import WAITING, headers

SCHEMAS: Final[Json] = {
    "ErrorResponse": fields(
        {
            "error": fields(
                {
                    "message": text("What is wrong and what to do, for people."),
                    "type": text(examples=["invalid_request_error"]),
                    "param": or_null(
                        text("The place that is wrong.", examples=["messages[2].content[0].type"])
                    ),
                    "code": or_null(text("What is wrong, for programs.", examples=["model_not_found"])),
                },
                needs=("message", "type", "param", "code"),
            )
        },
        "Every error, of this server and of the provider, has these four fields.",
        needs=("error",),
    )
}

_INVALID: Final = "invalid_request_error"
_OURS: Final = "server_error"


def _failure(description: str, *also: str, **example: Any) -> Json:
    """An answer that is an error; `example`: what of its body is not null, `also`: its headers."""
    error = {"message": None, "type": _INVALID, "param": None, "code": None, **example}
    content = {"schema": ref("ErrorResponse"), "example": {"error": error}}
    return {"description": description, "headers": headers(*also), "content": {"application/json": content}}


RESPONSES: Final[Json] = {
    "Malformed": _failure(
        "The request is not what it must be; `param` names the place. Code `invalid_json` where it is no JSON at all.",
        message="'temperature' must be a number between 0 and 2, not 3.",
        param="temperature",
    ),
    "Unauthorized": _failure(
        "No key, or none that opens anything: `invalid_api_key`, `api_key_revoked`, `api_key_expired` or "
        "`user_deactivated`.",
        "www-authenticate",
        message="Incorrect API key provided: it is not known. You see your keys on your account page.",
        code="invalid_api_key",
    ),
    "Forbidden": _failure(
        "The key may not do this: `read_only_key`, `model_not_allowed`, `search_not_allowed` or "
        "`files_not_allowed`.",
        message="This API key may not use the model 'large'. It is limited on the account page.",
        param="model",
        code="model_not_allowed",
    ),
    "NotFound": _failure(
        "There is no such thing, or it is not yours: `not_found`, or `model_not_found`.",
        message="No model is named “larg”, or none that can be called now. GET /v1/models lists those that can.",
        param="model",
        code="model_not_found",
    ),
    "TooLarge": _failure(
        "The body is larger than the server's limit: `request_too_large`.",
        message="The request has 60000000 bytes; at most 52428800 are taken (MAX_BODY_MB).",
        code="request_too_large",
    ),
    "UnsupportedMediaType": _failure(
        "The body is said not to be JSON, or a form with a file where one is taken: `unsupported_media_type`.",
        message="Send JSON, with the header “Content-Type: application/json”, not text/plain.",
        code="unsupported_media_type",
    ),
    "TooManyRequests": _failure(
        "The key's requests of this minute are used up: `rate_limit_exceeded`. Or the provider's own limit.",
        *WAITING,
        message="This API key is limited to 60 requests per minute. Ask again in 12 s.",
        type="rate_limit_error",
        code="rate_limit_exceeded",
    ),
    "ServerError": _failure(
        "Something went wrong on the server's side.",
        message="Something went wrong on our side. The server's log says more.",
        type=_OURS,
    ),
    "BadGateway": _failure(
        "The provider could not be reached (`upstream_unreachable`) or broke off (`upstream_broken`).",
        *WAITING,
        message="The provider could not be reached.",
        type=_OURS,
        code="upstream_unreachable",
    ),
    "Unavailable": _failure(
        "Not now: the server restarts (`shutting_down`), its database is away (`database_away`), it has more "
        "to do than it can (`overloaded`), or the model's "
        "provider has to be set up again (`model_unavailable`).",
        *WAITING,
        message="The server is restarting. Ask again in a moment.",
        type=_OURS,
        code="shutting_down",
    ),
    "GatewayTimeout": _failure(
        "The provider was silent for too long: `upstream_timeout`.",
        *WAITING,
        message="The provider was silent for 60 s.",
        type=_OURS,
        code="upstream_timeout",
    ),
    "ProviderRefused": _failure(
        "The provider refused the call: its own status, its own words.",
        *WAITING,
        message="This model does not support images.",
        param="messages",
        code="invalid_value",
    ),
    "ProviderFailed": _failure(
        "The provider failed: its own status, its own words.",
        *WAITING,
        message="The model is overloaded.",
        type="overloaded_error",
        code="529",
    ),
}

_ALWAYS: Final = {"401": "Unauthorized", "429": "TooManyRequests", "500": "ServerError", "503": "Unavailable"}
_NAMED: Final = {"400": "Malformed", "403": "Forbidden", "404": "NotFound"}
_BODY: Final = {"400": "Malformed", "413": "TooLarge", "415": "UnsupportedMediaType"}
_PROVIDER: Final = {
    "502": "BadGateway",
    "504": "GatewayTimeout",
    "4XX": "ProviderRefused",
    "5XX": "ProviderFailed",
}


def failures(*statuses: str, body: bool = False, provider: bool = False) -> Json:
    """The errors of something that needs a key: those of `statuses`, of a `body`, of a call to a `provider`."""
    named = {status: _NAMED[status] for status in statuses}
    found = _ALWAYS | named | (_BODY if body else {}) | (_PROVIDER if provider else {})
    return {status: {"$ref": f"#/components/responses/{found[status]}"} for status in sorted(found)}
