import "#chat/citations/retrieved-passages";
import { sourceRow } from "#chat/citations/source-row";
import { slot } from "#chat/browser/slots";

/** What an ended answer cites, and what was found for it. */
export function drawSources(answer, { running }, found) {
  const sources = new Map(running ? [] : answer.parts.flatMap((part) => [...part.sources]));
  slot(answer, "sources").hidden = !sources.size;
  slot(answer, "source-list").replaceChildren(...[...sources].sort(([a], [b]) => a - b).map(sourceRow));
  slot(answer, "retrieved").show(running ? 0 : found.size, [...sources.keys()].filter((number) => found.has(number)).length);
}
