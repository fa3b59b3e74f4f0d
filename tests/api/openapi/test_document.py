"""The API's own document is one of OpenAPI 3.1, tells of every call, and is found where the server is."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_django import Settings
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR
from starlette.routing import Route

from chatapp.api.application import router
from chatapp.asgi import application
from tests.api.promises import COMPONENTS, DOCUMENT, complaints, operations

COPIES = Path(__file__).parents[2] / "wire" / "schemas"
PATH_PARAMETER = re.compile(r"\{[^}]*\}")


def properties(schema: str) -> set[str]:
    return set(COMPONENTS["schemas"][schema]["properties"])


def references(value: Any) -> Iterator[str]:
    match value:
        case {"$ref": str(target)}:
            yield target
    match value:
        case dict():
            for inner in value.values():
                yield from references(inner)
        case list():
            for inner in value:
                yield from references(inner)


def test_it_is_a_document_of_openapi() -> None:
    assert [error.message for error in OPENAPI_31_VALIDATOR.iter_errors(DOCUMENT)] == []


def test_it_has_what_it_refers_to_and_refers_to_what_it_has() -> None:
    referred = set(references(DOCUMENT))
    referred |= {"#/components/schemas/" + name for name in ("ChatCompletionChunk", "ErrorResponse")}
    for kind in ("schemas", "responses", "headers"):
        prefix = f"#/components/{kind}/"
        assert {target for target in referred if target.startswith(prefix)} == {
            prefix + name for name in COMPONENTS[kind]
        }


def test_every_route_of_the_application_is_described_and_nothing_else() -> None:
    served = {
        (PATH_PARAMETER.sub("{}", route.path), method)
        for route in router.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    described = {(PATH_PARAMETER.sub("{}", f"/v1{path}"), method) for path, method in operations()}
    assert described == served


def test_parameters_of_other_documents_have_the_same_names() -> None:
    named = json.loads((COPIES / "request_params.json").read_text())
    assert {name for names in named.values() for name in names} <= properties("CreateChatCompletionRequest")


def test_calls_and_schemas_of_the_shared_document_have_the_same_names() -> None:
    other = json.loads((COPIES / "002_openapi.json").read_text())
    for path, item in other["paths"].items():
        for method, operation in item.items():
            ours = operations()[path, method.upper()]
            assert ours["operationId"] == operation["operationId"]
            assert ours["responses"].keys() >= operation["responses"].keys()
    assert COMPONENTS["securitySchemes"].keys() == other["components"]["securitySchemes"].keys()
    assert COMPONENTS["schemas"].keys() >= other["components"]["schemas"].keys()
    for name in ("CreateChatCompletionResponse", "ChatCompletionChoice", "ChatCompletionAssistantMessage"):
        assert properties(name) >= other["components"]["schemas"][name]["properties"].keys()


def test_every_call_but_the_one_for_this_document_needs_a_key() -> None:
    open_to_all = [key for key, operation in operations().items() if operation.get("security") == []]
    assert open_to_all == [("/openapi.json", "GET")]
    assert DOCUMENT["security"] == [{"BearerAuth": []}]


def test_examples_of_errors_are_errors() -> None:
    for response in COMPONENTS["responses"].values():
        assert complaints("ErrorResponse", response["content"]["application/json"]["example"]) == []


def test_the_words_of_an_error_name_its_code() -> None:
    for response in COMPONENTS["responses"].values():
        code = response["content"]["application/json"]["example"]["error"]["code"]
        assert code is None or f"`{code}`" in response["description"] or "provider" in response["description"]


async def asked(origin: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{origin}") as client:
        return await client.get("/v1/openapi.json", headers={"x-forwarded-proto": "https", **headers})


async def server(origin: str, **headers: str) -> str:
    response = await asked(origin, **headers)
    assert response.status_code == 200
    url: str = response.json()["servers"][0]["url"]
    return url


@pytest.mark.anyio
async def test_anybody_may_read_it() -> None:
    response = await asked("localhost:8000")
    assert response.json() == {**DOCUMENT, "servers": [{"url": "http://localhost:8000/v1"}]}
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-request-id"]


@pytest.mark.anyio
async def test_the_public_address_is_the_servers(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://chat.example.org"
    assert await server("10.0.0.7:8000") == "https://chat.example.org/v1"


@pytest.mark.anyio
async def test_a_name_that_is_not_ours_is_not_repeated(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    assert await server("evil.example.com") == "/v1"
    assert await server("localhost", host="local host") == "/v1"


@pytest.mark.anyio
async def test_a_proxy_is_believed_only_where_there_is_one(settings: Settings) -> None:
    assert await server("localhost") == "http://localhost/v1"
    settings.TRUST_PROXY = True
    assert await server("localhost") == "https://localhost/v1"
