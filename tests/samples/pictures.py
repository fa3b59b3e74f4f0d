"""Pictures as models send them."""

from base64 import b64encode
from io import BytesIO
from typing import Any

from PIL import Image

from chatapp.upstream.scripted.scripts.answer import Object, Script, ScriptedAnswer, answer, message, said
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.response import Hold, Step


def png(colour: str = "#1d6b58", size: tuple[int, int] = (64, 40)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def sent(data: bytes, media_type: str = "image/png") -> dict[str, Any]:
    """The part of an answer that holds it."""
    url = f"data:{media_type};base64,{b64encode(data).decode()}"
    return {"type": "image_url", "image_url": {"url": url}}


def drawn(call: ScriptedCall) -> ScriptedAnswer:
    """Some words and two pictures, each in a delta of its own; `drawn-hold` has a gate between them."""
    if call.asks_for_title:
        return said("Drawn")
    text = "Here they are."
    images = [sent(png()), {**sent(png("#7a4fa3", (40, 64))), "index": 1}]
    held: list[Object | Step] = [Hold(call.model)] if "hold" in call.model else []
    deltas: list[Object | Step] = [{"content": text}, {"images": images[:1]}, *held, {"images": images[1:]}]
    return answer(message(text, images=images), deltas)


def drawn_alone(call: ScriptedCall) -> ScriptedAnswer:
    """One picture as a part of the content, and no word."""
    return answer(message(None), [{"content": [sent(png())]}])


def drawn_badly(call: ScriptedCall) -> ScriptedAnswer:
    svg = sent(b"<svg onload='alert(1)'/>", "image/svg+xml")
    elsewhere = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
    return answer(message(None), [{"images": [svg, sent(png()[:40]), elsewhere]}])


DRAWINGS: dict[str, Script] = {
    "drawn": drawn,
    "drawn-alone": drawn_alone,
    "drawn-badly": drawn_badly,
    "drawn-hold": drawn,
}
