import { problems, strictly } from "#chat/settings/answer-schema";

/** A tool as a request has it, of what is written. `rest`: what of it has no field here. */
export function toolOf({ name, description, schema, strict }, rest = {}) {
  const written = { name, ...(description && { description }), ...(schema && { parameters: schema }), ...(strict && { strict }) };
  const { name: _, description: __, parameters: ___, strict: ____, ...others } = rest;
  return { type: "function", function: { ...others, ...written } };
}

/** Sentences on what a provider would refuse of a tool, or what stands in the way of its calls. */
export function toolProblems({ name, schema, strict }, names) {
  const found = schema === undefined ? problems({ name, schema: EMPTY, strict }) : problems({ name, schema, strict }, "The parameters");
  if (names.filter((other) => other === name).length > 1) found.push(`Another tool has the name “${name}”.`);
  return found;
}

const EMPTY = { type: "object", properties: {}, required: [], additionalProperties: false };

export const TOOL_EXAMPLES = {
  "The weather of a city": {
    name: "get_weather",
    description: "Tells the weather of a city now.",
    schema: strictly({ type: "object", properties: { city: { type: "string" }, unit: { type: "string", enum: ["celsius", "fahrenheit"] } } }),
  },
  "Look up an order": {
    name: "find_order",
    description: "Finds an order by its number, with its state and what was ordered.",
    schema: strictly({ type: "object", properties: { number: { type: "string" } } }),
  },
};
