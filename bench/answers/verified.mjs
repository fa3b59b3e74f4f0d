// What the page says of each marker: lines of {before, number, passages} in, lines of a sentence or nothing out.
import { createInterface } from "node:readline";
import { doubt, Sources } from "../../static/js/citations/verification.js";

for await (const line of createInterface({ input: process.stdin })) {
  const { before, number, passages } = JSON.parse(line);
  const entries = Object.entries(passages).map(([key, text]) => [Number(key), { text }]);
  console.log(JSON.stringify(doubt(before, [number], new Sources(entries, true))));
}
