import assert from "node:assert/strict";
import test from "node:test";
import { mend } from "#chat/markdown/parser/mend";

const CASES = {
  "some **bold te": "some **bold te**",
  "some **bold** and `code": "some **bold** and `code`",
  "some ~~struck": "some ~~struck~~",
  "it opens **": "it opens ",
  "a [link](https://exa": "a link",
  "a [link te": "a link te",
  "a citation [1": "a citation [1",
  "- [ ] task": "- [ ] task",
  "an image ![alt](https://": "an image ",
  "where \\(x^2": "where ",
  "where \\(x^2\\) holds": "where \\(x^2\\) holds",
  "first\n\n$$\n\\frac{1}": "first\n\n",
  "text\n-": "text\n",
  "text\n---": "text\n",
  "text\n2.": "text\n",
  "an <em": "an ",
  "1 < 2 and": "1 < 2 and",
  "intro\n| a | b": "intro",
  "| a | b |\n|--": "| a | b |\n| --- | --- |",
  "| a | b |\n|---|---|\n| 1": "| a | b |\n|---|---|\n| 1",
  "**whole** `text`.": "**whole** `text`.",
};

for (const [written, shown] of Object.entries(CASES)) {
  test(`${JSON.stringify(written)} is shown as ${JSON.stringify(shown)}`, () => assert.equal(mend(written), shown));
}
