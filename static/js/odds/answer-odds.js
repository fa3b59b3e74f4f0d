import "#chat/odds/odds-bar";
import { fetchJson } from "#chat/browser/http";
import { cloneTemplate, slot } from "#chat/browser/slots";
import { NotShown, PartSwitch } from "#chat/ui/part-switch";

/** How sure the model was of each token, over the answer's text. */
class AnswerOdds extends PartSwitch {
  static part = "odds-bar";
  static state = "ariaPressed";
  static problem = "The probabilities could not be loaded.";

  async load(answer, path) {
    if (!globalThis.Highlight) throw new NotShown("This browser is too old to colour the words of a text.");
    const { parts } = await fetchJson(`${path}odds/`);
    if (!parts.length) throw new NotShown("The model told no probabilities.");
    return () => slot(answer, "parts").after(Object.assign(cloneTemplate("odds-bar"), { parts }));
  }
}

customElements.define("answer-odds", AnswerOdds);
