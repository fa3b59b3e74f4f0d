/** The tags that HTML in an answer may use, by their names alone. */
export const TAGS = ("a abbr b blockquote br code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li " +
  "mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr ul var").split(" ");

const PLAIN_TAG = new RegExp(`^</?(?:${TAGS.join("|")})\\s*/?>$`, "i");
const LONGEST = 1_000_000;

/**
 * Makes the function that turns Markdown into HTML, which is not safe yet. What it needs is passed in: it runs in a worker too,
 * where no import map says what a bare name means.
 * @returns {(source: string) => string} it throws where the HTML is longer than any sensible text makes it
 */
export function markdownParser({ Marked, DOLLARS }) {
  const marked = new Marked({ gfm: true }).use({
    extensions: [
      formula("mathBlock", "block", /(?:^|\n) {0,3}(?:\$\$|\\\[)/, /^ {0,3}(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])[ \t]*(?:\n|$)/, true),
      formula("mathDisplay", "inline", /\$\$|\\\[/, /^(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])/, true),
      formula("mathInline", "inline", /\\\(/, /^\\\(([\s\S]+?)\\\)/, false),
      formula("mathDollars", "inline", /\$/, new RegExp(`^${DOLLARS.source}`), false),
    ],
    renderer: {
      checkbox: ({ checked }) => `<span data-task="${checked ? "done" : "open"}"></span> `,
      html: ({ text }) => text.replace(/<!--[\s\S]*?(?:-->|$)|<[^>]*>?/g, (tag) => (PLAIN_TAG.test(tag) ? tag : tag.startsWith("<!--") ? "" : escape(tag))),
    },
  });
  return (source) => bounded(marked.parse(source));
}

function formula(name, level, start, pattern, display) {
  return {
    name,
    level,
    start: (source) => source.match(start)?.index,
    tokenizer(source) {
      const match = pattern.exec(source);
      return match ? { type: name, raw: match[0], tex: (match[1] ?? match[2]).trim() } : undefined;
    },
    renderer: ({ tex }) => `<span data-math="${escape(tex)}"${display ? ' data-display="1"' : ""}>${escape(tex)}</span>`,
  };
}

const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A definition of a link stands in the HTML as often as it is used. */
function bounded(html) {
  if (html.length > LONGEST) throw new RangeError(`${html.length} characters of HTML`);
  return html;
}

const QUICK = { characters: 8_192, links: 32, marks: 512 };

/**
 * Whether the parser needs less than a tenth of a second for this, and mostly a few milliseconds. It takes back what it tried at
 * each sign that opens something: the time grows with the third power of the links that begin, and with the second of other marks.
 */
export function isQuick(source) {
  return source.length <= QUICK.characters && count(source, /\]\(/g) <= QUICK.links && count(source, /[*_@]/g) <= QUICK.marks;
}

const count = (text, pattern) => text.match(pattern)?.length ?? 0;
