import assert from "node:assert/strict";
import test from "node:test";
import { answerFacts } from "#chat/answers/answer-facts";
import { answerParts } from "#chat/answers/answer-parts";
import { cited, foundSources, safeUrl } from "#chat/citations/citations";
import { dateGroup } from "#chat/text/date-groups";
import { KeptValues } from "#chat/browser/kept-values";
import { canContinue, endingOf, waitingText } from "#chat/answers/endings";
import { dollars, duration, thought, tokens, when } from "#chat/text/formats";
import { LocalStore } from "#chat/browser/local-store";
import { findModels } from "#chat/models/model-search";
import { SentenceReader, spoken } from "#chat/text/sentences";
import { Slugs } from "#chat/text/slugs";
import { FakeStorage, OtherTab } from "../fakes.js";

test("dates stand under headings of the reader's days", () => {
  const now = new Date(2026, 2, 15, 0, 30);
  const group = (...date) => dateGroup(new Date(...date), now, "en");
  assert.deepEqual(
    [group(2026, 2, 15, 0, 1), group(2026, 2, 14, 23, 59), group(2026, 2, 9), group(2026, 1, 20), group(2026, 0, 3), group(2025, 11, 24)],
    ["Today", "Yesterday", "Previous 7 days", "Previous 30 days", "January", "December 2025"],
  );
});

test("durations and counts are written for people", () => {
  assert.deepEqual([duration(870), duration(9_949), duration(12_400), duration(75_000), duration(120_000)], ["0.9 s", "9.9 s", "12 s", "1 min 15 s", "2 min"]);
  assert.deepEqual([tokens(1, false), tokens(1234, true)], ["1 token", "about 1,234 tokens"]);
  assert.deepEqual([thought(null), thought(400), thought(3100)], ["Thought", "Thought for a moment", "Thought for 3 s"]);
});

test("costs are written as the server writes them, and never a zero for what has none", () => {
  const shown = { 0: "$0.00", 0.0000487500: "$0.0000488", 0.00131: "$0.00131", 0.009996: "$0.01", 0.25: "$0.25", 1234.5: "$1,234.50" };
  for (const [cost, text] of Object.entries(shown)) assert.equal(dollars(cost), text);
  assert.equal(dollars(null), "");
});

test("the line below an answer says when, who, how much and how long, and leaves out what is not known", () => {
  const now = new Date(2026, 2, 15, 18, 0);
  const turn = { created_at: new Date(2026, 2, 15, 9, 5).toISOString(), model: { name: "gpt-5", provider: "OpenAI" }, completion_tokens: 12, prompt_tokens: 1200, duration_ms: 2400, cost: "0.00131" };
  assert.deepEqual(answerFacts(turn, now), { at: "09:05", model: "gpt-5", tokens: "12 tokens", cost: "$0.00131", time: "2.4 s", more: "OpenAI, 1,200 tokens read" });
  assert.equal(answerFacts({ ...turn, cost: null, unpriced: true }, now).cost, "unpriced");
  assert.deepEqual(answerFacts({ parent: "m1" }, now), { at: "", model: "", tokens: "", cost: "", time: "", more: "" });
  assert.deepEqual([when(new Date(2026, 2, 3, 14, 0), now), when(new Date(2025, 11, 3, 7, 30), now)], ["3 Mar, 14:00", "3 Dec 2025, 07:30"]);
});

test("a reader hears whole sentences, each once, without the signs", () => {
  const reader = new SentenceReader();
  assert.equal(reader.take("This is **bold"), "");
  assert.equal(reader.take("This is **bold**. And [a link](x)"), "This is bold.");
  assert.equal(reader.take("This is **bold**. And [a link](x) [1]", true), "And a link");
});

test("code and names keep their signs, in a quote and read aloud", () => {
  const told = {
    "Set `OPENAI_API_KEY` or OPENAI_BASE_URL.": "Set OPENAI_API_KEY or OPENAI_BASE_URL.",
    "a **bold** _word_ of __two__ in snake_case_name": "a bold word of two in snake_case_name",
    "2 * 3 * 4, `**kwargs` and *args": "2 * 3 * 4, **kwargs and *args",
    "```sh\nexport A_B=1 | tee *.log\n```\nafter": "export A_B=1 | tee *.log after",
    "| name | what |\n|---|---|\n| `a_b` | c |": "name what a_b c",
    "# Title\n\n> - one [two](https://x.example/a_b) [1]": "Title - one two",
    "a \\*star\\*": "a *star*",
  };
  for (const [markdown, text] of Object.entries(told)) assert.equal(spoken(markdown), text);
});

test("no text takes long to be read aloud", () => {
  const before = process.cpuUsage();
  for (const sign of ["[", "[a](", "\n", "`", "```", "**a", "_a", "|", "a_", " \n", "!["]) spoken(sign.repeat(100_000));
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 1_000_000);
});

test("headings get the anchors that the server's passages name", () => {
  const slugs = new Slugs();
  assert.deepEqual(["How do I connect a provider?", "Déjà vu", "a_b & c", "Same", "Same"].map((text) => slugs.of(text)), ["how-do-i-connect-a-provider", "déjà-vu", "a_b--c", "same", "same-1"]);
});

test("models are found by every word, in groups of their providers", () => {
  const models = [{ label: "GPT 5 mini", name: "gpt-5-mini", provider: "OpenAI" }, { label: "Llama", name: "llama-3", provider: "Local" }];
  assert.deepEqual(findModels(models, "open MINI").map(({ provider }) => provider), ["OpenAI"]);
  assert.equal(findModels(models, "").length, 2);
  assert.deepEqual(findModels(models, "nothing"), []);
});

test("a citation counts characters as the API does, not halves of emoji", () => {
  const annotations = [{ type: "url_citation", url_citation: { start_index: 3, end_index: 9, url: "/documents/a/", title: "A" } }];
  const { text, sources } = cited("😀 x[1, 2]", annotations);
  assert.deepEqual([[...sources.keys()], text], [[1, 2], "😀 x[1, 2]"]);
});

test("each number of a marker of ours is its own source, and stays where it is", () => {
  const text = "One [1], both [1, 2], 【3†a】.";
  const found = new Map([1, 2, 3].map((number) => [number, { url: `/documents/${number}/` }]));
  const citation = (start, end, number) => ({ type: "url_citation", url_citation: { start_index: start, end_index: end, url: `/documents/${number}/`, title: "" } });
  const ours = cited(text, [citation(4, 6, 1), citation(14, 16, 1), citation(17, 19, 2), citation(22, 26, 3)], found);
  assert.deepEqual([ours.text, [...ours.sources.keys()]], [text, [1, 2, 3]]);
  assert.deepEqual(cited("One [1].", [citation(4, 6, 1)]).text, "One [1].");
});

test("what a provider cites without a marker gets one behind its span, one number for each address", () => {
  const citation = (start, end, url) => ({ type: "url_citation", url_citation: { start_index: start, end_index: end, url, title: url } });
  const annotations = [citation(8, 12, "https://b.example/2024/12"), citation(0, 4, "https://a.example/"), citation(13, 17, "https://a.example/"), citation(0, 900, "https://c.example/"), { type: "other" }];
  const { text, sources } = cited("Here is some text.", annotations, new Map([[3, {}]]));
  assert.equal(text, "Here【4】 is some【5】 text【4】.");
  assert.deepEqual([...sources].map(([number, { url }]) => [number, url]), [[4, "https://a.example/"], [5, "https://b.example/2024/12"]]);
});

test("what a search found gives the markers their meaning while the answer is written", () => {
  const result = JSON.stringify({ passages: [{ number: 2, title: "Providers", heading: "Add one", url: "/documents/p/#add", text: "Press it." }] });
  assert.deepEqual([...foundSources([{ calls: [{ result }, { result: "not json" }, {}] }])], [[2, { url: "/documents/p/#add", title: "Providers – Add one", text: "Press it." }]]);
});

test("only addresses of documents and of the web are linked", () => {
  assert.deepEqual(["/documents/", "https://a.example/", "javascript:1", "//evil.example", "data:,", null].map(safeUrl), ["/documents/", "https://a.example/", null, null, null, null]);
});

test("an answer's parts join calls with their results", () => {
  const messages = [
    { id: "q", role: "user", body: { content: "?" } },
    { id: "a", role: "assistant", body: { content: null, tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: "{}" } }, { id: "", function: { name: "", arguments: "" } }] } },
    { id: "r", role: "tool", body: { tool_call_id: "c1", content: "found" }, outcome: { failed: false, duration_ms: 9 } },
    { id: "b", role: "assistant", body: { content: [{ type: "text", text: "Yes" }], reasoning_content: "Hm" }, reasoning_ms: 9 },
  ];
  const [first, second] = answerParts(messages);
  assert.deepEqual([first.calls, first.text], [[{ id: "c1", type: "function", name: "f", arguments: "{}", result: "found", outcome: { failed: false, duration_ms: 9 }, waits: false }], ""]);
  assert.deepEqual([second.text, second.reasoning, second.reasoningMs], ["Yes", "Hm", 9]);
});

test("each way to end has its words", () => {
  assert.equal(endingOf({ status: "failed", error: { message: "Broken." } }).text, "Broken.");
  assert.deepEqual([endingOf({ status: "interrupted" }).tone, endingOf({ status: "stopped" }).tone, endingOf({ status: "done", finish_reason: "stop" })], ["warn", "quiet", null]);
  assert.match(endingOf({ status: "done", finish_reason: "length" }).text, /length/);
  assert.deepEqual([{ status: "stopped" }, { status: "done", finish_reason: "length" }, { status: "done", finish_reason: "content_filter" }].map(canContinue), [true, true, false]);
  assert.equal(endingOf({ status: "done", finish_reason: "length", error: { message: "Cut here." } }).text, "Cut here.");
});

test("a retry says why, when and which", () => {
  const notice = { kind: "retrying", attempt: 2, of: 3, delay_ms: 1900, message: "The provider is busy." };
  assert.equal(waitingText({ status: "running", notice }, true), "The provider is busy, trying again in 2 s (2 of 3)");
  assert.equal(waitingText({ status: "running", model: { name: "m" } }, true), "");
  assert.equal(waitingText({ status: "running", model: { name: "m" } }, false), "Waiting for m…");
});

test("drafts are kept for each conversation, for each person", () => {
  const storage = new FakeStorage();
  const of = (owner) => new KeptValues(new LocalStore(storage, owner), "drafts");
  const drafts = of(1);
  drafts.set(null, "new");
  drafts.set("c1", "old");
  drafts.set(null, "");
  assert.deepEqual([drafts.get(null), drafts.get("c1"), of(2).get("c1")], [null, "old", null]);
});

test("drafts of two tabs do not overwrite each other's", () => {
  const storage = new FakeStorage();
  const elsewhere = new OtherTab(storage);
  const [one, two] = [storage, elsewhere].map((values) => new KeptValues(new LocalStore(values, 1), "drafts"));
  one.set("c1", "here");
  two.set("c2", "there");
  elsewhere.arrive();
  assert.deepEqual([one.get("c1"), one.get("c2")], ["here", "there"]);
});

test("the oldest drafts go when there are too many, and those of an older page are taken over", () => {
  const storage = new FakeStorage();
  storage.setItem("chat:1:drafts", JSON.stringify({ new: "a", c1: "b" }));
  const drafts = new KeptValues(new LocalStore(storage, 1), "drafts", 3);
  assert.deepEqual([drafts.get(null), drafts.get("c1"), storage.getItem("chat:1:drafts")], ["a", "b", null]);
  drafts.set("c2", "c");
  drafts.set(null, "A");
  drafts.set("c3", "d");
  assert.deepEqual(["c1", "c2", null, "c3"].map((chat) => drafts.get(chat)), [null, "c", "A", "d"]);
});

test("one person's values are cleared, and nobody else's", () => {
  const storage = new FakeStorage();
  const [one, eleven] = [1, 11].map((owner) => new LocalStore(storage, owner));
  storage.setItem("theme", "dark");
  for (const store of [one, eleven]) for (const key of ["drafts", "outbox"]) store.write(key, [key]);
  one.clear();
  assert.deepEqual([one.read("drafts"), one.read("outbox"), eleven.read("outbox"), storage.getItem("theme")], [null, null, ["outbox"], "dark"]);
});

test("where storage is closed, values live as long as the page", () => {
  const closed = new Proxy({}, { get: () => () => { throw new Error("closed"); } });
  const store = new LocalStore(closed, 1);
  store.write("a", [1]);
  assert.deepEqual(store.read("a"), [1]);
  store.clear();
  assert.equal(store.read("a"), null);
});
