"""A chat of 5,000 messages: to open it, to read upwards in it and back, and to type beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Reads on, a page of the screen at a time, until the question that is asked for is seen. Counts all nodes of the page.
READ: Final = """async ({ words, step }) => {
    const scroller = document.querySelector("[data-slot=scroller]");
    const seen = () => [...document.querySelectorAll("chat-thread .bubble")].some((bubble) => {
        const { top, bottom } = bubble.getBoundingClientRect();
        return bubble.textContent === words && bottom > 0 && top < innerHeight;
    });
    const count = () => document.evaluate("count(//node())", document, null, XPathResult.NUMBER_TYPE).numberValue;
    let nodes = 0;
    let longest = 0;
    const note = (list) => list.getEntries().forEach(({ duration }) => (longest = Math.max(longest, duration)));
    const observer = new PerformanceObserver(note);
    observer.observe({ type: "longtask" });
    const begin = performance.now();
    while (!seen() && performance.now() - begin < 300_000) {
        scroller.scrollBy({ top: step, behavior: "instant" });
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)));
        nodes = Math.max(nodes, count());
    }
    const ms = performance.now() - begin;
    await new Promise((done) => setTimeout(done, 1_000));
    note({ getEntries: () => observer.takeRecords() });
    observer.disconnect();
    return { ms, nodes, longest };
}"""
# Each key with the layout that it causes, which the browser would do with the next frame.
TYPE: Final = """() => {
    const box = document.querySelector("chat-composer textarea");
    box.focus();
    const times = [];
    for (let key = 0; key < 60; key++) {
        const begin = performance.now();
        document.execCommand("insertText", false, key % 10 ? "a" : " ");
        box.getBoundingClientRect();
        times.push(performance.now() - begin);
    }
    return times.sort((a, b) => a - b)[54];
}"""


@dataclass(frozen=True)
class Reading:
    """`ms` until the goal was seen, `nodes` the most that the page had, `longest` the longest task in milliseconds."""

    ms: float
    nodes: int
    longest: float


@dataclass(frozen=True)
class LongChat:
    """`opened`: milliseconds until it was usable; `key`: milliseconds of a key, which nine of ten keep."""

    opened: float
    up: Reading
    down: Reading
    key: float
