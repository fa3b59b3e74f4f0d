import { cutOpenDollar } from "#chat/markdown/parser/dollars";

/**
 * The block that is still being written, made fit to be shown: what was opened is closed, what cannot be shown yet is
 * left out. So a half-written link, formula or table never flashes up as its signs.
 */
export function mend(markdown) {
  return STEPS.reduce((text, step) => step(text), markdown);
}

const STEPS = [cutFormula, cutTag, cutUnderline, mendTable, cutLink, closeMarks];

function cutFormula(text) {
  return [["\\(", "\\)"], ["\\[", "\\]"]].reduce((rest, [open, close]) => cutUnclosed(rest, open, close), cutOpenDollar(cutOddDollars(text)));
}

function cutUnclosed(text, open, close) {
  const at = text.lastIndexOf(open);
  return at >= 0 && text.indexOf(close, at) < 0 ? text.slice(0, at) : text;
}

function cutOddDollars(text) {
  return count(text, "$$") % 2 ? text.slice(0, text.lastIndexOf("$$")) : text;
}

function cutTag(text) {
  return text.replace(/<\/?[a-z][^<>\n]*$/i, "");
}

/** A lone "-" or "=" below a line would make a heading of it; most often a list or a rule begins there. */
function cutUnderline(text) {
  return text.replace(/(^|\n)[ \t]*(?:[-=]+|[*+]|\d+[.)]?|#{1,6}|>|\|)[ \t]*$/, "$1");
}

/** A table is one from its second line on: until then its header is held back. */
function mendTable(text) {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^\s*\|/.test(line));
  if (start < 0 || start < lines.length - 2) return text;
  const head = lines[start];
  const second = lines[start + 1];
  if (second === undefined) return lines.slice(0, start).join("\n");
  if (!/^[\s|:-]*$/.test(second)) return text;
  const columns = head.replace(/\\\|/g, "").trim().replace(/^\||\|$/g, "").split("|").length;
  return [...lines.slice(0, start + 1), `|${" --- |".repeat(columns)}`].join("\n");
}

function cutLink(text) {
  return text
    .replace(/!\[[^\]\n]*(?:\]\([^)\n]*)?$/, "")
    .replace(/\[([^\[\]\n]*)\]\([^)\n]*$/, "$1")
    .replace(/(^|[^!\]\\])\[((?!\d*$|[ xX]$)[^\[\]\n]*)$/, "$1$2");
}

function closeMarks(text) {
  const last = text.slice(text.lastIndexOf("\n\n") + 1);
  const bare = text.replace(/[*_~`]+$/, "");
  const opened = bare.length !== text.length && opens(last) ? bare : text;
  return opened + missing(opened.slice(opened.lastIndexOf("\n\n") + 1));
}

/** The signs at the end begin something (a closing sign has no space before it). */
function opens(text) {
  return /(^|[\s(])[*_~`]+$/.test(text);
}

function missing(text) {
  const outside = withoutCode(text);
  if (count(outside, "`") % 2) return "`";
  return ["**", "~~"].filter((mark) => count(outside, mark) % 2).join("");
}

/** A span of code ends at the next run of as many backticks; one that none ends is text. */
function withoutCode(text) {
  const runs = [...text.matchAll(/`+/g)];
  const ends = nextOfSameLength(runs);
  let outside = "";
  let end = 0;
  for (let at = 0; at < runs.length; at++) {
    if (ends[at] === undefined) continue;
    outside += text.slice(end, runs[at].index);
    at = ends[at];
    end = runs[at].index + runs[at][0].length;
  }
  return outside + text.slice(end);
}

function nextOfSameLength(runs) {
  const latest = new Map();
  const next = [];
  for (let at = runs.length - 1; at >= 0; at--) {
    next[at] = latest.get(runs[at][0].length);
    latest.set(runs[at][0].length, at);
  }
  return next;
}

function count(text, part) {
  return text.split(part).length - 1;
}
