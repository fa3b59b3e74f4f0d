// Deeper than this the lines are indented no further: what is nested without end must not take its square of room.
const DEEPEST = 24;
const SPACES = /\s/;

/** Indents JSON that comes piece by piece, also what is not whole yet. Numbers and strings stay to the character. */
export class IndentedJson {
  #depth = 0;
  #opened = false;
  #string = false;
  #escaped = false;

  /** A text that is whole; what is no JSON stays as it is. */
  static of(text) {
    try {
      JSON.parse(text);
    } catch {
      return text;
    }
    return new IndentedJson().push(text);
  }

  /** What the next piece adds. */
  push(piece) {
    let shown = "";
    for (const sign of piece) shown += this.#string ? this.#inString(sign) : this.#outside(sign);
    return shown;
  }

  #inString(sign) {
    if (this.#escaped) this.#escaped = false;
    else if (sign === "\\") this.#escaped = true;
    else if (sign === '"') this.#string = false;
    return sign;
  }

  #outside(sign) {
    if (SPACES.test(sign)) return "";
    if (sign === "}" || sign === "]") return this.#close(sign);
    const before = this.#opened ? this.#line() : "";
    this.#opened = false;
    if (sign === ",") return `,${this.#line()}`;
    if (sign === ":") return ": ";
    if (sign === '"') this.#string = true;
    if (sign === "{" || sign === "[") {
      this.#depth += 1;
      this.#opened = true;
    }
    return before + sign;
  }

  #close(sign) {
    this.#depth = Math.max(0, this.#depth - 1);
    const before = this.#opened ? "" : this.#line();
    this.#opened = false;
    return before + sign;
  }

  #line() {
    return `\n${"  ".repeat(Math.min(this.#depth, DEEPEST))}`;
  }
}
