import "#chat/ui/copy-button";
import { colour } from "#chat/markdown/code";
import { slot } from "#chat/browser/slots";

/** A code block that the page was served with, in the colours of the chat's. Without scripts it is plain and can be selected. */
class CodeSample extends HTMLElement {
  connectedCallback() {
    if (!this.coloured) colour(slot(this, "code"), this.dataset.language);
    this.coloured = true;
  }
}

customElements.define("code-sample", CodeSample);
