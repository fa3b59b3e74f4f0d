"""The messages of a tree in an order in which they can be written: whatever hangs on what in the file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from chatapp.exchange.tree import Node, Reply, Tree

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Parents stand before their children, and what is older before what is newer. `cut`: how many circles were."""

    nodes: Sequence[Node]
    leaf: str | None
    cut: int


def arrange(tree: Tree) -> Arrangement:
    found: dict[str, Node] = {}
    for node in tree.nodes:
        found.setdefault(node.key, node)
    above, cut = _above(found)
    kept = {key: node for key, node in found.items() if node.body is not None}
    parents = {key: _nearest(above[key], above, kept) for key in kept}
    # Files of our own are in order; of others, the order of some says nothing.
    order = _parents_first(kept, parents, by_age=tree.replies is None)
    nodes = [replace(kept[key], parent=parents[key]) for key in order]
    return Arrangement(nodes, _leaf(tree.leaf, above, kept, nodes), cut)


def _above(found: Mapping[str, Node]) -> tuple[dict[str, str | None], int]:
    """The parent of each node. One that is not there is none, and a circle is cut where it closes."""
    above: dict[str, str | None] = {}
    cut = 0
    for start in found:
        walked: set[str] = set()
        key: str | None = start
        while key is not None and key not in above:
            walked.add(key)
            parent = found[key].parent
            above[key] = parent if parent in found else None
            if parent in walked:
                above[key] = None
                cut += 1
            key = above[key]
    return above, cut


def _nearest(key: str | None, above: dict[str, str | None], kept: Collection[str]) -> str | None:
    """The first at or above this one that is kept. What lies between is remembered, however much it is."""
    passed = []
    while key is not None and key not in kept:
        passed.append(key)
        key = above[key]
    above.update(dict.fromkeys(passed, key))
    return key


def _parents_first(
    found: Mapping[str, Node], parents: Mapping[str, str | None], *, by_age: bool
) -> list[str]:
    """In the order of the file, or by age, where nobody is older than their parent."""
    ages: dict[str, datetime] = {}
    for start in parents:
        chain = [start]
        while (parent := parents[chain[-1]]) is not None and parent not in ages:
            chain.append(parent)
        for key in reversed(chain):
            above = parents[key]
            before = ages[above] if above is not None else _NEVER
            ages.setdefault(key, max(found[key].created_at or before, before))
    return sorted(ages, key=ages.__getitem__) if by_age else list(ages)


def _leaf(
    wanted: str | None, above: dict[str, str | None], kept: Collection[str], nodes: Sequence[Node]
) -> str | None:
    leaf = _nearest(wanted, above, kept) if wanted in above else None
    return leaf or (nodes[-1].key if nodes else None)


def replies_of(nodes: Sequence[Node], provider: str) -> tuple[list[Node], list[Reply]]:
    """The messages with the replies that they are parts of: an answer and what goes on from it, until somebody asks."""
    replies: list[Reply] = []
    placed: dict[str, Node] = {}
    last_of: dict[str, str] = {}
    for node in nodes:
        above = placed.get(node.parent) if node.parent is not None else None
        reply = None
        if above is not None and _answers(node):
            goes_on = above.reply is not None and last_of[above.reply] == above.key
            reply = above.reply if goes_on else node.key
            if not goes_on:
                replies.append(_reply(node, above.key, provider))
            last_of[reply or ""] = node.key
        placed[node.key] = replace(node, reply=reply)
    return list(placed.values()), replies


def _answers(node: Node) -> bool:
    return node.body is not None and node.body.get("role") not in ("user", "system", "developer")


def _reply(node: Node, parent: str, provider: str) -> Reply:
    columns = {"model_name": node.model, "provider_name": provider}
    return Reply(
        node.key, parent, {**columns, **({"created_at": node.created_at} if node.created_at else {})}
    )
