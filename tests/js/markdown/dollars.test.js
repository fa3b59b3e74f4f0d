import assert from "node:assert/strict";
import test from "node:test";
import { cutOpenDollar, DOLLARS } from "#chat/markdown/parser/dollars";

const formulas = (text) => [...text.matchAll(new RegExp(DOLLARS, "g"))].map(([, tex]) => tex);

test("what stands between single dollars is a formula", () => {
  assert.deepEqual(formulas("Where $x^2$, $a_1 + b$-th and $5 \\cdot 3$."), ["x^2", "a_1 + b", "5 \\cdot 3"]);
  assert.deepEqual(formulas("$n$"), ["n"]);
  assert.deepEqual(formulas("$a \\$ b$"), ["a \\$ b"]);
});

for (const text of ["$5 and $6", "It costs $5.", "from $20,000 to $30,000", "a $ b $ c", "$ x$", "$x $", "$x\ny$", "US$5 or A$6", "$$", "$5 `x$`", "$HOME and $PATH"]) {
  test(`${JSON.stringify(text)} stays text`, () => assert.deepEqual(formulas(text), []));
}

const OPEN = {
  "where $x^": "where ",
  "where $x^2$ and $y": "where $x^2$ and ",
  "where $x^2$ holds": "where $x^2$ holds",
  "where $\\alpha$": "where $\\alpha$",
  "where $\\alpha$-th and $\\be": "where $\\alpha$-th and ",
  "it costs $5": "it costs $5",
  "it costs \\$x": "it costs \\$x",
  "in `$HOME": "in `$HOME",
  "one $x\ntwo": "one $x\ntwo",
};

for (const [written, shown] of Object.entries(OPEN)) {
  test(`${JSON.stringify(written)}, being written, is shown as ${JSON.stringify(shown)}`, () => assert.equal(cutOpenDollar(written), shown));
}
