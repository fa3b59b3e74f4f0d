import { fetchFragment } from "#chat/browser/http";

/** A button below an answer that opens what stands behind it: fetched each time, since a late count changes it. */
class AnswerDetails extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.addEventListener("click", this.clicked);
  }

  disconnectedCallback() {
    this.button.removeEventListener("click", this.clicked);
  }

  clicked = async () => {
    const answer = this.closest("chat-answer");
    const shown = answer.querySelector(":scope > .details");
    this.button.ariaExpanded = String(!shown);
    if (shown) return shown.remove();
    const { conversation } = this.closest("chat-app").dataset;
    try {
      const fragment = await fetchFragment(`/c/${conversation}/turns/${answer.dataset.turn}/`);
      // Pressed twice: the first that came is there.
      if (!answer.querySelector(":scope > .details")) answer.append(fragment);
    } catch {
      this.button.ariaExpanded = "false";
      this.dispatchEvent(new CustomEvent("chat-problem", { bubbles: true, detail: "The details could not be loaded. Try again." }));
    }
    return undefined;
  };
}

customElements.define("answer-details", AnswerDetails);
