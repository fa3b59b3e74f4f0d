"""What the API's document promises."""

from typing import Any, Final

from jsonschema import Draft202012Validator

from chatapp.api.openapi.document import document

DOCUMENT: Final = document("https://chat.example.org/v1")
COMPONENTS: Final[dict[str, Any]] = DOCUMENT["components"]


def complaints(schema: str, value: Any) -> list[str]:
    """What the schema of this name has against the value."""
    root = {"$ref": f"#/components/schemas/{schema}", "components": COMPONENTS}
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(root).iter_errors(value)]


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """By path and method."""
    return {
        (path, method.upper()): operation
        for path, item in DOCUMENT["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }
