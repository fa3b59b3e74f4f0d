const FENCE = /^( *)(`{3,}|~{3,})([^`\n]*)\n?$/;
const NESTED_FENCE = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}|~{3,})[^`\n]*\n?$/;
const ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])\s+\S/;
const INTERRUPTING_ITEM = /^ {0,3}(?:[-*+]|1[.)])\s+\S/;
const HEADING = /^ {0,3}#{1,6}\s/;
const MATH = /^ {0,3}(\$\$|\\\[)/;
const HTML = /^ {0,3}<(details|table|div|section|blockquote|ul|ol|dl)\b/i;
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:/m;
const LONG_LIST = 4096;
const MOST_DEFINITIONS = 16_384;

/**
 * Cuts growing Markdown into blocks that no later text can change, and the one that is still being written. A block is
 * {kind: "markdown", start, text} or {kind: "code", start, lang, text}; at `start` its first line begins in all that was pushed.
 * Each line is looked at once: the cost of `push` is that of its text.
 */
export class BlockSplitter {
  constructor() {
    Object.assign(this, { stable: [], definitions: "", lines: "", partial: "", kind: "", code: null, until: null, blank: false, start: 0, offset: 0 });
  }

  push(text) {
    let start = 0;
    for (let end; (end = text.indexOf("\n", start)) >= 0; start = end + 1) {
      this.#line(this.partial + text.slice(start, end + 1));
      this.partial = "";
    }
    this.partial += text.slice(start);
  }

  finish() {
    if (this.partial) this.#line(this.partial);
    this.partial = "";
    this.#flush();
  }

  /** The block that is still open, or null. */
  get tail() {
    const { code, partial } = this;
    const start = code || this.lines ? this.start : this.offset;
    if (code) return { kind: "code", start, lang: code.lang, text: code.text + (code.mayClose(partial) ? "" : partial) };
    const opening = !this.lines && FENCE.exec(partial);
    if (opening) return { kind: "code", start, lang: opening[3].trim(), text: "" };
    return this.lines || partial ? { kind: "markdown", start, text: this.lines + partial } : null;
  }

  #line(line) {
    if (!this.code && !this.lines) this.start = this.offset;
    this.#take(line);
    this.offset += line.length;
  }

  #take(line) {
    if (this.code) return this.#codeLine(line);
    if (this.until) return this.#heldLine(line);
    if (!line.trim()) return this.#blankLine(line);
    if (this.#begins(line)) this.#flush();
    this.blank = false;
    const fence = FENCE.exec(line);
    if (fence && !this.#inside(fence[1].length)) return this.#openCode(fence);
    if (!this.lines) this.kind = ITEM.test(line) ? "list" : /^( {4}|\t)/.test(line) ? "indented" : "text";
    this.lines += line;
    this.until = held(line);
    if (HEADING.test(line) && this.kind === "text") this.#flush();
  }

  #blankLine(line) {
    if (!this.lines) return;
    this.lines += line;
    this.blank = true;
  }

  /** Whether this line is the first one of another block. */
  #begins(line) {
    if (!this.lines) return false;
    if (HEADING.test(line) || (FENCE.test(line) && !this.#inside(line.search(/\S/)))) return true;
    if (this.kind === "list") {
      if (ITEM.test(line)) return !line.startsWith(" ") && this.lines.length > LONG_LIST;
      return this.blank && !/^( {2,}|\t)/.test(line);
    }
    if (this.kind === "indented") return !/^( {4}|\t)/.test(line);
    return this.blank || (INTERRUPTING_ITEM.test(line) && !/^ {0,3}[>|<]/.test(this.lines));
  }

  #inside(indent) {
    return indent > 3 || (this.kind === "list" && this.lines !== "" && indent >= 2);
  }

  #openCode([, indent, marks, info]) {
    this.#flush();
    const closing = new RegExp(`^ {0,3}\\${marks[0]}{${marks.length},}[ \\t]*\\n?$`);
    const mayClose = (partial) => partial !== "" && /^ {0,3}(`+|~+)[ \t]*$/.test(partial) && partial.trim()[0] === marks[0];
    this.code = { lang: info.trim().split(/\s/)[0], text: "", indent: indent.length, closing, mayClose };
  }

  #codeLine(line) {
    const { code } = this;
    if (code.closing.test(line)) return this.#flush();
    code.text += code.indent ? line.replace(new RegExp(`^ {0,${code.indent}}`), "") : line;
  }

  /** Inside a fence of a list item, a formula or an HTML element, where blank lines end nothing. */
  #heldLine(line) {
    this.lines += line;
    if (this.until(line)) this.until = null;
  }

  #flush() {
    const { code, lines, start } = this;
    if (code) this.stable.push({ kind: "code", start, lang: code.lang, text: code.text });
    else if (lines) {
      this.stable.push({ kind: "markdown", start, text: lines });
      this.#define(lines);
    }
    Object.assign(this, { lines: "", kind: "", code: null, until: null, blank: false, start: this.offset });
  }

  #define(lines) {
    if (DEFINITION.test(lines) && this.definitions.length + lines.length <= MOST_DEFINITIONS) this.definitions += `\n\n${lines}`;
  }
}

/** What a line begins that only a certain line ends: a test for that line, or null. */
function held(line) {
  const fence = NESTED_FENCE.exec(line)?.[1];
  if (fence) return (other) => new RegExp(`^\\s*\\${fence[0]}{${fence.length},}\\s*$`).test(other);
  const math = MATH.exec(line)?.[1];
  if (math) {
    const end = math === "$$" ? "$$" : "\\]";
    return line.slice(line.indexOf(math) + 2).includes(end) ? null : (other) => other.includes(end);
  }
  const tag = HTML.exec(line)?.[1];
  return tag ? closesTag(tag, line) : null;
}

function closesTag(tag, first) {
  const tags = new RegExp(`<(/?)${tag}\\b`, "gi");
  let depth = 0;
  const test = (line) => {
    for (const [, closing] of line.matchAll(tags)) depth += closing ? -1 : 1;
    return depth <= 0;
  };
  return test(first) ? null : test;
}
