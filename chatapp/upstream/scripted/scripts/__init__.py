"""The scripts of the scripted provider, by the name of the model that plays them.

A name is looked up as it is, then without its first number (`words-500` plays `words`); an unknown one is
a 404.
"""

from collections.abc import Mapping

from chatapp.upstream.scripted.scripts.answer import Script, ScriptedAnswer
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.faults import FAULTS, rejection
from chatapp.upstream.scripted.scripts.fields import FIELDS
from chatapp.upstream.scripted.scripts.response import Response
from chatapp.upstream.scripted.scripts.structured import STRUCTURED
from chatapp.upstream.scripted.scripts.text import TEXT, title
from chatapp.upstream.scripted.scripts.tools import TOOLS

SCRIPTS: Mapping[str, Script] = {**TEXT, **STRUCTURED, **TOOLS, **FIELDS, **FAULTS}


def respond(scripts: Mapping[str, Script], call: ScriptedCall) -> Response:
    """What the call's script answers. A call that asks for a title gets one, unless its script goes wrong, or is
    about titles (`title-...`)."""
    name = call.script if call.script in scripts else call.script_without_number
    if name not in scripts:
        return rejection(404, f"The model `{call.model}` does not exist.")
    titled = call.asks_for_title and name not in FAULTS and not name.startswith("title-")
    answered = (title if titled else scripts[name])(call)
    return answered.respond(call) if isinstance(answered, ScriptedAnswer) else answered
