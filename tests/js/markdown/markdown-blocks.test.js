import assert from "node:assert/strict";
import test from "node:test";
import { BlockSplitter } from "#chat/markdown/parser/markdown-blocks";

function split(text, size = text.length) {
  const splitter = new BlockSplitter();
  for (let i = 0; i < text.length; i += size) splitter.push(text.slice(i, i + size));
  splitter.finish();
  return splitter.stable;
}

const texts = (text) => split(text).map((block) => block.text.trim());
const SAMPLE = `# Title
Intro *text*.

- one
  - nested

  a paragraph of the item
- two
  \`\`\`js
  let a;

  let b;
  \`\`\`

1. first
2. second

After.

\`\`\`\`python
\`\`\`
x = 1

y = 2
\`\`\`\`
> quote

| a | b |
|---|---|
| 1 | 2 |

\\[
x

y
\\]

<details>
<summary>More</summary>

hidden

</details>

    indented

    code
Last line`;

test("blocks end at blank lines, headings and fences", () => {
  assert.deepEqual(texts("# A\ntext\n\nmore\n```\ncode\n```\nafter"), ["# A", "text", "more", "code", "after"]);
});

test("the blocks of a text are the same however it is cut", () => {
  for (const size of [1, 2, 3, 7, 50]) assert.deepEqual(split(SAMPLE, size), split(SAMPLE));
});

test("nothing but fences and blank lines is lost", () => {
  const words = (text) => text.replace(/^`{4}.*$/gm, "").replace(/\s+/g, " ").trim();
  assert.equal(words(split(SAMPLE).map(({ text }) => text).join("\n")), words(SAMPLE));
});

test("a list with paragraphs and fences of its own is one block", () => {
  assert.equal(texts("- one\n\n  more\n- two\n  ```\n  a\n\n  b\n  ```\n\nafter").length, 2);
});

test("a list that interrupts a paragraph begins a block", () => {
  assert.deepEqual(texts("Here:\n- a\n- b\n\nEnd"), ["Here:", "- a\n- b", "End"]);
});

test("a longer fence holds shorter ones", () => {
  assert.deepEqual(split("````md\n```js\n1\n```\n````\n"), [{ kind: "code", start: 0, lang: "md", text: "```js\n1\n```\n" }]);
});

test("formulas and elements keep their blank lines", () => {
  assert.equal(texts("$$\na\n\nb\n$$\n\n<details>\nx\n\ny\n</details>\n\nz").length, 3);
});

test("a fence that is open shows its code and holds back what may close it", () => {
  const splitter = new BlockSplitter();
  splitter.push("```py\na = 1\n``");
  assert.deepEqual(splitter.tail, { kind: "code", start: 0, lang: "py", text: "a = 1\n" });
  splitter.push("`\nDone");
  assert.equal(splitter.stable[0].text, "a = 1\n");
  assert.deepEqual(splitter.tail, { kind: "markdown", start: 16, text: "Done" });
});

test("each block knows where it begins in the text", () => {
  for (const block of split(SAMPLE, 7)) {
    const first = SAMPLE.slice(block.start).split("\n", 1)[0];
    assert.ok(block.kind === "code" ? first.startsWith("````python") : block.text.startsWith(first), first);
  }
});

test("a very long list is cut between its items", () => {
  const blocks = texts(Array.from({ length: 1000 }, (_, i) => `${i + 1}. item number ${i}`).join("\n"));
  assert.ok(blocks.length > 3);
  assert.equal(blocks.join("\n").split("\n").length, 1000);
  assert.match(blocks[1], /^\d+\. /);
});

test("the tail stays short while an answer grows", () => {
  const splitter = new BlockSplitter();
  for (let i = 0; i < 2000; i++) {
    splitter.push("A paragraph with some words.\n\n");
    assert.ok((splitter.tail?.text.length ?? 0) < 100);
  }
});

test("definitions of links are kept for the blocks after them", () => {
  const splitter = new BlockSplitter();
  splitter.push("[docs]: https://example.org\n\nSee [docs].\n\n");
  assert.match(splitter.definitions, /example\.org/);
});
