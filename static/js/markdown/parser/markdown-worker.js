/**
 * Runs beside the page what may take too long on it: it is stopped from outside. The page's first message has the addresses of the
 * modules, since its import map does not reach in here; each further one is a job, and is answered.
 */
const MOST_SPANS = 6_000;
let tasks;

self.onmessage = ({ data }) => (data.modules ? begin(data.modules) : answer(data));

function begin(addresses) {
  tasks = load(addresses);
  tasks.then(() => self.postMessage({ ready: true }), () => self.postMessage({ ready: false }));
}

async function load(addresses) {
  const [{ Marked }, { DOLLARS }, { markdownParser }, { default: hljs }] = await Promise.all(addresses.map((address) => import(address)));
  return { markdown: markdownParser({ Marked, DOLLARS }), colours: (input) => colours(hljs, input) };
}

async function answer({ id, task, input }) {
  try {
    self.postMessage({ id, output: (await tasks)[task](input) });
  } catch (error) {
    self.postMessage({ id, error: error.message });
  }
}

/** HTML of nothing but text and spans with classes, or null for a language that is not known and for more spans than a page can bear. */
function colours(hljs, { text, lang }) {
  if (!hljs.getLanguage(lang)) return null;
  const html = hljs.highlight(text, { language: lang, ignoreIllegals: true }).value;
  return html.split("<span").length > MOST_SPANS ? null : html;
}
