import { BoundedWorker } from "#chat/bounded-worker";
import { workerAddress } from "#chat/dom/trusted";

const MODULES = ["marked", "#chat/dollars", "#chat/markdown-parser", "highlight.js"];

/** The page's worker: all texts of a page share it. */
export const worker = new BoundedWorker(() => {
  const made = new Worker(workerAddress(), { type: "module" });
  made.postMessage({ modules: MODULES.map((name) => import.meta.resolve(name)) });
  return made;
});
