"""The script that answers with JSON of the shape that the call asks for."""

import json
from typing import Any

from chatapp.upstream.scripted.scripts.answer import Object, Script, ScriptedAnswer, said
from chatapp.upstream.scripted.scripts.call import ScriptedCall

_PLAIN: dict[str, Any] = {"integer": 7, "number": 0.5, "boolean": True, "null": None}
_DEFINITIONS = ("$defs", "definitions")


def in_form(call: ScriptedCall) -> ScriptedAnswer:
    """Fills the call's JSON schema: each text is the question, each list has two items."""
    wanted = call.body.get("response_format") or {}
    schema = (wanted.get("json_schema") or {}).get("schema") or {"properties": {"answer": {"type": "string"}}}
    return said(json.dumps(_instance(schema, schema, call.question), ensure_ascii=False), rate=call.rate())


def _instance(schema: Object, root: Object, text: str) -> Any:
    if "$ref" in schema:
        return _instance(_referred(schema["$ref"], root), root, text)
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return _instance(choices[0], root, text)
    if "properties" in schema:
        return {name: _instance(value, root, text) for name, value in schema["properties"].items()}
    if "items" in schema:
        return [_instance(schema["items"], root, text) for _ in range(2)]
    return _PLAIN.get(str(schema.get("type")), text)


def _referred(place: str, root: Object) -> Object:
    """`#/$defs/Name`; whatever cannot be followed is a text."""
    _, _, name = place.rpartition("/")
    found = next((root[key][name] for key in _DEFINITIONS if name in root.get(key, {})), None)
    return found if isinstance(found, dict) else {"type": "string"}


STRUCTURED: dict[str, Script] = {"json": in_form}
