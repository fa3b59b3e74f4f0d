import "#chat/elements/conversation-row";
import { dateGroup } from "#chat/date-groups";
import { fetchFragment } from "#chat/dom/http";
import { cloneTemplate, slot } from "#chat/dom/slots";

/** The person's conversations, the newest first, below headings of dates; older ones come as one scrolls. */
class ChatSidebar extends HTMLElement {
  connectedCallback() {
    this.observer = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && this.#loadMore(), { root: this, rootMargin: "400px" });
    this.#arrange();
    this.current = this.dataset.current;
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  get list() {
    return slot(this, "list");
  }

  get rows() {
    return [...this.list.querySelectorAll("li.conversation")];
  }

  set current(id) {
    for (const row of this.rows) {
      const link = slot(row, "link");
      if (row.dataset.id !== id) link.removeAttribute("aria-current");
      else {
        link.setAttribute("aria-current", "page");
        row.removeAttribute("data-answered");
      }
    }
    this.dataset.current = id ?? "";
  }

  /** Takes a `conversation` frame in: a new row, a changed one, or one that is gone. */
  update(frame) {
    let row = this.rows.find(({ dataset }) => dataset.id === frame.id);
    if (frame.deleted) row?.remove();
    else {
      row ??= cloneTemplate("conversation-row");
      if (row.hasAttribute("data-running") && !frame.running) this.#answered(row, frame);
      row.hidden = false;
      this.#place(row, frame.updated_at);
      row.querySelector("conversation-row").show(frame);
      this.current = this.dataset.current;
    }
    this.#arrange();
  }

  /** After the line was cut: what began and ended meanwhile was not told. */
  async refresh() {
    const rows = await fetchFragment(this.dataset.source);
    for (const row of rows.querySelectorAll("li.conversation")) {
      const { id, updated } = row.dataset;
      this.update({ id, title: slot(row, "title").textContent, updated_at: updated, running: row.hasAttribute("data-running") });
    }
  }

  /** An answer ended in a chat that is not shown. */
  #answered(row, frame) {
    if (frame.id === this.dataset.current) return;
    row.toggleAttribute("data-answered", true);
    this.dispatchEvent(new CustomEvent("chat-answered", { bubbles: true, detail: frame }));
  }

  #place(row, updated) {
    const moment = Date.parse(updated);
    const older = this.rows.find((other) => other !== row && Date.parse(other.dataset.updated) < moment);
    const before = older ?? this.list.querySelector(".conversations-more");
    // Moving a row that stands right would take the focus away from it.
    if (row.isConnected && Date.parse(row.dataset.updated) === moment) return;
    this.list.insertBefore(row, before);
  }

  #arrange() {
    this.list.querySelectorAll(".conversations-group").forEach((heading) => heading.remove());
    let group = "";
    for (const row of this.rows.filter(({ hidden }) => !hidden)) {
      const next = dateGroup(new Date(row.dataset.updated));
      if (next !== group) row.before(heading(next));
      group = next;
    }
    slot(this, "empty").hidden = group !== "";
    this.observer.disconnect();
    const more = this.list.querySelector(".conversations-more");
    if (more) this.observer.observe(more);
  }

  hideRow(row, hidden) {
    row.hidden = hidden;
    this.#arrange();
  }

  async #loadMore() {
    const more = this.list.querySelector(".conversations-more");
    if (!more || this.loading) return;
    this.loading = true;
    try {
      const rows = await fetchFragment(`${this.dataset.source}?after=${encodeURIComponent(more.dataset.after)}`);
      const known = new Set(this.rows.map(({ dataset }) => dataset.id));
      for (const row of rows.querySelectorAll("li.conversation")) if (known.has(row.dataset.id)) row.remove();
      more.replaceWith(rows);
    } finally {
      this.loading = false;
    }
    this.current = this.dataset.current;
    this.#arrange();
  }
}

function heading(text) {
  return Object.assign(document.createElement("li"), { className: "conversations-group", textContent: text });
}

customElements.define("chat-sidebar", ChatSidebar);
