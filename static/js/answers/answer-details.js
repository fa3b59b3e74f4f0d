import { fetchFragment } from "#chat/browser/http";
import { PartSwitch } from "#chat/ui/part-switch";

/** What stands behind an answer: fetched each time, since a late count changes it. */
class AnswerDetails extends PartSwitch {
  static part = ".details";
  static state = "ariaExpanded";
  static problem = "The details could not be loaded.";

  async load(answer, path) {
    const fragment = await fetchFragment(path);
    return () => answer.append(fragment);
  }
}

customElements.define("answer-details", AnswerDetails);
