/**
 * A formula between single dollars, by Pandoc's rule: no space after the first, none before the second, no digit behind it.
 * So "$5 and $6" stays what it is. No line break, and no backtick: code goes first.
 */
export const DOLLARS = /\$(?![\s$])((?:\\[^\n]|[^\\$\n`])*(?:\\[^\n]|[^\\$\n`\s]))\$(?!\d)/;

// Longer than this, what follows a dollar is hardly a formula.
const OPEN = /\$(?![\s$\d])[^$]{0,80}$/;
const WHOLE = new RegExp(DOLLARS, "g");

/** Leaves out a formula that has begun at the end of a text, until it is whole. */
export function cutOpenDollar(text) {
  const line = text.slice(text.lastIndexOf("\n") + 1);
  const others = line.replace(/\\[^\n]/g, "xx").replace(WHOLE, (whole) => " ".repeat(whole.length));
  const at = others.search(OPEN);
  const inCode = others.slice(0, at).split("`").length % 2 === 0;
  return at < 0 || inCode ? text : text.slice(0, text.length - line.length + at);
}
