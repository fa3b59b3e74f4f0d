import assert from "node:assert/strict";
import test from "node:test";
import * as marked from "marked";
import { DOLLARS } from "#chat/markdown/parser/dollars";
import { isQuick, markdownParser } from "#chat/markdown/parser/markdown-parser";

const parse = markdownParser({ Marked: marked.Marked, DOLLARS });

test("formulas become places that hold their source, tasks and tags what the page knows", () => {
  assert.equal(parse("Where $x<y$."), '<p>Where <span data-math="x&#60;y">x&#60;y</span>.</p>\n');
  assert.match(parse("$$\na\n$$"), /^<span data-math="a" data-display="1">a<\/span>/);
  assert.match(parse("- [x] done"), /<span data-task="done"><\/span> +done/);
  assert.equal(parse("<b>bold</b> <b onclick=x>not</b>").trim(), "<p><b>bold</b> &#60;b onclick=x&#62;not</b></p>");
});

test("ordinary blocks are quick, and what the parser chokes on is not", () => {
  const list = "- [A title](https://example.com/a/b) with **bold**, `code` and $x^2$\n".repeat(30);
  for (const text of ["Hello **you**. ".repeat(60), list, "| a | b_c |\n|---|---|\n" + "| 1 | 2 |\n".repeat(200)]) assert.ok(isQuick(text));
  for (const text of ["[a](".repeat(60), "![a](".repeat(60), "*a ".repeat(600), "a@".repeat(600), "_a".repeat(600), "x".repeat(9_000)]) assert.ok(!isQuick(text));
});

test("what is quick takes no time, whatever its signs are", () => {
  const signs = ["[a](", "![a](", "[a](<", "*a ", "***a ", "_a_", "a@", "`a", "$a ", "\\(", "[", "<b>", "> ", "- ", "http://a(", "[a][", "&", "~~a "];
  for (const sign of signs) {
    for (const filler of ["", "x", "x ", "\n"]) {
      const text = densest(sign, filler);
      const before = process.cpuUsage();
      try {
        parse(text);
      } catch (error) {
        assert.ok(error instanceof RangeError, sign);
      }
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < 500_000, `${JSON.stringify(sign + filler)} took ${(user + system) / 1000} ms`);
    }
  }
});

test("HTML that grows with each use of a definition has an end", () => {
  assert.throws(() => parse(`${"[a] ".repeat(1_000)}\n\n[a]: https://example.com/${"y".repeat(3_000)}`), RangeError);
});

/** As many of the signs in as much text as is still quick. */
function densest(sign, filler) {
  for (let count = 4_000; count > 1; count = Math.floor(count * 0.9)) {
    const room = filler ? Math.floor(8_192 / count) - sign.length : 0;
    const text = (sign + filler.repeat(Math.max(0, room))).repeat(count);
    if (isQuick(text)) return text;
  }
  return sign;
}
