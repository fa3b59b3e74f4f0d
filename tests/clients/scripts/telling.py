"""For the scripts of the clients that live apart: runs the parts of a script, prints what each came to."""

import json
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

BASE_URL, API_KEY = os.environ["OPENAI_BASE_URL"], os.environ["OPENAI_API_KEY"]
QUESTION = "How do cats sleep?"


def tell(*parts: Callable[[], Any]) -> None:
    json.dump({part.__name__: _outcome(part) for part in parts}, sys.stdout)


def raised(ask: Callable[[], Any]) -> dict[str, Any]:
    """The error of a call, as its caller sees it."""
    try:
        ask()
    except Exception as error:
        return {
            "kind": type(error).__name__,
            "status": getattr(error, "status_code", None),
            "text": str(error),
        }
    return {"kind": None}


def _outcome(part: Callable[[], Any]) -> Any:
    try:
        return part()
    except Exception:
        return {"failed": traceback.format_exc()}
