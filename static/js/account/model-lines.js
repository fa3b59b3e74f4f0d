import { fetchFragment } from "#chat/browser/http";

/**
 * Around the form that chooses a model: the part of the page that `for` names by its id follows at once. The page stays
 * where it is, and the keyboard in the list. Without scripts the form's button asks for the page anew.
 */
class ModelLines extends HTMLElement {
  connectedCallback() {
    this.button.hidden = true;
    this.addEventListener("change", this.changed);
  }

  disconnectedCallback() {
    this.button.hidden = false;
    this.removeEventListener("change", this.changed);
  }

  get form() {
    return this.querySelector("form");
  }

  get button() {
    return this.querySelector("button");
  }

  get query() {
    return `?${new URLSearchParams(new FormData(this.form))}`;
  }

  changed = async () => {
    const { query } = this;
    const id = this.getAttribute("for");
    try {
      const page = await fetchFragment(query);
      // Another one was chosen meanwhile.
      if (query !== this.query) return;
      document.getElementById(id).replaceWith(page.getElementById(id));
      history.replaceState(history.state, "", query + location.hash);
    } catch {
      this.form.submit();
    }
  };
}

customElements.define("model-lines", ModelLines);
