import { dateGroup } from "#chat/text/date-groups";
import { fetchFragment } from "#chat/browser/http";

/** One list of conversations in the sidebar, the newest first; what is older comes as one scrolls. */
export class Shelf {
  /** @param {HTMLElement} list with `data-shelf`, and `data-dated` where headings of dates stand between its rows */
  constructor(list, { source, root, onRows }) {
    Object.assign(this, { list, source, onRows });
    const reached = (seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.#loadMore();
    this.observer = new IntersectionObserver(reached, { root, rootMargin: "400px" });
    this.arrange();
  }

  close() {
    this.observer.disconnect();
  }

  get rows() {
    return [...this.list.querySelectorAll("li.conversation")];
  }

  get empty() {
    return !this.#more && this.rows.every(({ hidden }) => hidden);
  }

  place(row, updated) {
    const moment = Date.parse(updated);
    // Moving a row that stands right would take the focus away from it.
    if (row.parentElement === this.list && Date.parse(row.dataset.updated) === moment) return;
    const older = this.rows.find((other) => other !== row && Date.parse(other.dataset.updated) < moment);
    this.list.insertBefore(row, older ?? this.#more);
  }

  arrange() {
    this.list.querySelectorAll(".conversations-group").forEach((heading) => heading.remove());
    if ("dated" in this.list.dataset) this.#date();
    this.observer.disconnect();
    if (this.#more) this.observer.observe(this.#more);
  }

  async fetch(after = "") {
    const query = new URLSearchParams({ shelf: this.list.dataset.shelf, ...(after && { after }) });
    return fetchFragment(`${this.source}?${query}`);
  }

  /** Has any of it come? A folder that was never opened has none of its rows. */
  get begun() {
    return !this.#more || this.rows.length > 0;
  }

  /** @returns {Promise<{frames: object[], gone: () => Element[]}>} its newest conversations as the server has them; which rows of before are still here and not among them */
  async compare() {
    const before = this.rows.map((row) => [row, row.dataset.updated]);
    const fetched = await this.fetch();
    const frames = [...fetched.querySelectorAll("conversation-row")].map(({ frame }) => frame);
    const ids = new Set(frames.map(({ id }) => id));
    const oldest = fetched.querySelector(".conversations-more") ? Date.parse(frames.at(-1).updated_at) : -Infinity;
    // One that was told of meanwhile is newer than what was fetched; a hidden one is being deleted, with an undo.
    const isGone = ([row, updated]) => row.parentElement === this.list && !row.hidden && row.dataset.updated === updated && !ids.has(row.dataset.id) && Date.parse(updated) > oldest;
    return { frames, gone: () => before.filter(isGone).map(([row]) => row) };
  }

  get #more() {
    return this.list.querySelector(".conversations-more");
  }

  #date() {
    let group = "";
    for (const row of this.rows.filter(({ hidden }) => !hidden)) {
      const next = dateGroup(new Date(row.dataset.updated));
      if (next !== group) row.before(heading(next));
      group = next;
    }
  }

  async #loadMore() {
    const more = this.#more;
    if (!more || this.loading) return;
    this.loading = true;
    try {
      const rows = await this.fetch(more.dataset.after);
      const known = new Set(this.rows.map(({ dataset }) => dataset.id));
      for (const row of rows.querySelectorAll("li.conversation")) if (known.has(row.dataset.id)) row.remove();
      more.replaceWith(rows);
    } finally {
      this.loading = false;
    }
    this.onRows();
  }
}

function heading(text) {
  return Object.assign(document.createElement("li"), { className: "conversations-group", textContent: text });
}
