"""The table of contents of a document. Pure."""

from __future__ import annotations

from chatapp.knowledge.anchors import Anchors
from chatapp.markdown.blocks import blocks
from chatapp.markdown.plain import plain

__all__ = ["outline"]


def outline(source: str) -> list[tuple[str, str]]:
    """Heading and anchor of each section in order, without the title and without the sections within sections."""
    anchors = Anchors()
    found = [(block.level, plain(block.text) or block.text) for block in blocks(source) if block.level]
    headings = [(level, heading, anchors.take(heading)) for level, heading in found][1:]
    outermost = min((level for level, _, _ in headings), default=0)
    return [(heading, anchor) for level, heading, anchor in headings if level == outermost]
