import { fetchJson } from "#chat/browser/http";
import { listen } from "#chat/browser/listeners";
import { cloneTemplate, slot } from "#chat/browser/slots";
import { tagName } from "#chat/sidebar/keeping";

/** The tags in the menu of rows: the person's own, those that all of the rows have pressed, and a box for a new one. */
class KeepingTags extends HTMLElement {
  connectedCallback() {
    this.form = slot(this, "tag-form");
    this.unlisten = listen([
      [slot(this, "tags"), "click", ({ target }) => this.#click(target.closest("button"))],
      [this.form, "submit", (event) => (event.preventDefault(), this.#submit())],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  /** Of these conversations at once, then with all others that the person uses. */
  async show(conversations) {
    this.conversations = conversations;
    this.form.reset();
    this.#draw(conversations.flatMap(({ tags }) => tags));
    const { tags } = await fetchJson("/tags/").catch(() => ({ tags: [] }));
    if (conversations === this.conversations) this.#draw([...tags, ...conversations.flatMap((each) => each.tags)]);
  }

  #draw(names) {
    slot(this, "tags").replaceChildren(...[...new Set(names)].sort().map((name) => this.#button(name)));
  }

  #button(name) {
    const button = cloneTemplate(slot(this.closest("keeping-menu"), "tag"));
    button.dataset.tag = name;
    button.ariaPressed = String(this.conversations.every(({ tags }) => tags.includes(name)));
    slot(button, "name").textContent = name;
    return button;
  }

  #click(button) {
    if (button) this.#tell(button.dataset.tag, button.ariaPressed !== "true");
  }

  #submit() {
    const name = tagName(this.form.elements.name.value);
    if (name) this.#tell(name, true);
  }

  #tell(tag, tagged) {
    this.dispatchEvent(new CustomEvent("keeping-change", { bubbles: true, detail: { tag, tagged } }));
  }
}

customElements.define("keeping-tags", KeepingTags);
