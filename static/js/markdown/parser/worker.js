import { BoundedWorker } from "#chat/markdown/parser/bounded-worker";
import { workerAddress } from "#chat/browser/trusted";

const MODULES = ["marked", "#chat/markdown/parser/dollars", "#chat/markdown/parser/markdown-parser", "highlight.js"];

/** The page's worker: all texts of a page share it. */
export const worker = new BoundedWorker(() => {
  const made = new Worker(workerAddress(), { type: "module" });
  made.postMessage({ modules: MODULES.map((name) => import.meta.resolve(name)) });
  return made;
});
