"""Read by schemathesis before it runs: what a valid call needs that no schema can say."""

from typing import Any

import schemathesis
from schemathesis import Case, HookContext
from schemathesis.generation import GenerationMode

# A name that nobody gave a model is valid, and a 404, behind which no answer is ever seen.
_MODELS = {"createChatCompletion": "echo", "createEmbedding": "embed"}


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    case.body = _without_fractions(case.body)
    model = _MODELS.get(str(case.operation.definition.raw.get("operationId")))
    if model is not None and isinstance(case.body, dict) and "model" in case.body:
        case.body = {**case.body, "model": model}


def _without_fractions(value: Any) -> Any:
    """JSON Schema takes 3.0 for an integer, the API, like OpenAI's, does not."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: _without_fractions(inner) for key, inner in value.items()}
        case list():
            return [_without_fractions(inner) for inner in value]
        case _:
            return value
