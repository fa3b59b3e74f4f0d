import DOMPurify from "dompurify";
import { Marked } from "marked";
import { DOLLARS } from "#chat/dollars";

const TOO_LONG = 100_000;

const TAGS = ("a abbr b blockquote br code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li " +
  "mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr ul var").split(" ");
const ATTRIBUTES = ["alt", "align", "class", "colspan", "data-display", "data-math", "data-src", "data-task", "href", "id", "open", "rowspan", "src", "start", "title"];
const POLICY = {
  ALLOWED_TAGS: TAGS,
  ALLOWED_ATTR: ATTRIBUTES,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  SANITIZE_NAMED_PROPS: true,
  RETURN_DOM_FRAGMENT: true,
};

const PLAIN_TAG = new RegExp(`^</?(?:${TAGS.join("|")})\\s*/?>$`, "i");

const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

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

const purifier = DOMPurify(window);

// Inside the sanitiser's own inert document: an image that kept its address would load as soon as it is taken out.
purifier.addHook("afterSanitizeAttributes", (node) => {
  if (node.nodeName === "IMG" && !node.getAttribute("src")?.startsWith("data:image/")) {
    node.dataset.src = node.getAttribute("src") ?? "";
    node.removeAttribute("src");
  }
  const language = node.nodeName === "CODE" ? /(?:^|\s)(language-[\w+#.-]+)/.exec(node.className)?.[1] : null;
  if (language) node.className = language;
  else node.removeAttribute?.("class");
});

/**
 * Markdown to a fragment in which no script runs, nothing is loaded, no style and no form is left. HTML that is more than a plain
 * tag is shown as the text that it is; the sanitiser stands behind that, whatever the parser lets through.
 */
export function markdownFragment(source, definitions = "") {
  if (source.length > TOO_LONG) return plainFragment(source);
  try {
    return purifier.sanitize(marked.parse(source + definitions), POLICY);
  } catch {
    return plainFragment(source);
  }
}

/** Beyond any sensible length of one block a parser may take minutes; nested beyond any sensible depth it gives up. */
function plainFragment(source) {
  const paragraph = document.createElement("p");
  paragraph.className = "plain";
  paragraph.textContent = source;
  const fragment = document.createDocumentFragment();
  fragment.append(paragraph);
  return fragment;
}
