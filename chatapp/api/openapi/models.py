"""`GET /models` and `/models/{model}`."""

from __future__ import annotations

from typing import Final

from chatapp.providers.built_in import NAME
from chatapp.wire.schema.json_schema import Json, const, fields, listed, or_null, ref, text, whole

from .errors import failures
from .headers import headers

TAG: Final = "Models"

SCHEMAS: Final[Json] = {
    "Model": fields(
        {
            "id": text("What a call names as its `model`.", examples=[NAME]),
            "object": const("model"),
            "created": whole("Unix seconds: since when this server knows it."),
            "owned_by": text("The provider, as in `provider/model`.", examples=[NAME]),
            "provider": text("The provider's name.", examples=["Built-in"]),
            "context_window": or_null(whole("Tokens of a talk, as far as it is known.")),
        },
        needs=("id", "object", "created", "owned_by", "provider", "context_window"),
    ),
    "ListModelsResponse": fields(
        {"object": const("list"), "data": listed(ref("Model"))}, needs=("object", "data")
    ),
}


def _found(description: str, schema: str) -> Json:
    content = {"application/json": {"schema": ref(schema)}}
    return {"description": description, "headers": headers(), "content": content}


PATHS: Final[Json] = {
    "/models": {
        "get": {
            "operationId": "listModels",
            "summary": "List the models that this key may call",
            "description": "A name that several providers have is listed as `provider/model` for each. The bare name "
            "still answers: it means the first of them.",
            "tags": [TAG],
            "responses": {"200": _found("The models.", "ListModelsResponse"), **failures()},
        }
    },
    "/models/{model}": {
        "get": {
            "operationId": "retrieveModel",
            "summary": "Look up a model by any of its names",
            "tags": [TAG],
            "parameters": [
                {
                    "name": "model",
                    "in": "path",
                    "required": True,
                    "description": "A name as a call may have it. Slashes may be written as they are.",
                    "schema": text(minLength=1),
                    "example": NAME,
                }
            ],
            "responses": {"200": _found("The model.", "Model"), **failures("404")},
        }
    },
}
