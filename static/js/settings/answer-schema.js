const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const TYPES = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);
const DEEPEST = 40;

/** Sentences on what a provider would refuse of the schema of an answer, or of a tool's arguments. */
export function problems({ name, schema, strict }, what = "The answer") {
  const found = NAME.test(name) ? [] : ["The name needs 1 to 64 letters, digits, underscores and dashes."];
  if (!isObject(schema)) return [...found, "The schema must be a JSON object."];
  if (schema.type !== "object") found.push('The outermost type must be "object".');
  for (const [place, inner] of schemas(schema, what)) found.push(...own(place, inner, strict));
  return found;
}

/** The same schema as a strict one has to be: all that is named is required, and nothing else is allowed. */
export function strictly(schema) {
  if (Array.isArray(schema)) return schema.map(strictly);
  if (!isObject(schema)) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, isObject(value) || Array.isArray(value) ? strictly(value) : value]));
  if (inner.type !== "object" || !isObject(inner.properties)) return inner;
  return { ...inner, required: Object.keys(inner.properties), additionalProperties: false };
}

function own(place, { type, properties, required, additionalProperties }, strict) {
  const unknown = [type ?? []].flat().filter((each) => !TYPES.has(each));
  const found = unknown.map((each) => `${place}: “${each}” is no type of JSON.`);
  if (!isObject(properties)) return found;
  const missing = (Array.isArray(required) ? required : []).filter((key) => !(key in properties));
  found.push(...missing.map((key) => `${place}: “${key}” is required and not described.`));
  if (!strict) return found;
  const free = Object.keys(properties).filter((key) => !required?.includes(key));
  if (free.length) found.push(`${place}: strict needs all of it under "required": ${free.join(", ")}.`);
  if (additionalProperties !== false) found.push(`${place}: strict needs "additionalProperties": false.`);
  return found;
}

/** Each schema of an object or a value within, with where it stands. */
function* schemas(schema, place, depth = 0) {
  if (!isObject(schema) || depth > DEEPEST) return;
  yield [place, schema];
  for (const [key, inner] of Object.entries(isObject(schema.properties) ? schema.properties : {})) yield* schemas(inner, `“${key}”`, depth + 1);
  if (schema.items) yield* schemas(schema.items, `an item of ${place}`, depth + 1);
  for (const inner of [schema.anyOf, schema.oneOf, schema.allOf].flatMap((list) => (Array.isArray(list) ? list : []))) yield* schemas(inner, place, depth + 1);
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

export const EXAMPLES = {
  "A list of tasks": {
    name: "tasks",
    schema: strictly({
      type: "object",
      properties: {
        tasks: {
          type: "array",
          items: { type: "object", properties: { title: { type: "string" }, owner: { type: ["string", "null"] }, days: { type: "integer" } } },
        },
      },
    }),
  },
  "A judgement with its reason": {
    name: "judgement",
    schema: strictly({
      type: "object",
      properties: { reason: { type: "string" }, verdict: { type: "string", enum: ["good", "mixed", "bad"] }, sure: { type: "number" } },
    }),
  },
  "Facts about a person": {
    name: "person",
    schema: strictly({
      type: "object",
      properties: { name: { type: "string" }, email: { type: ["string", "null"] }, languages: { type: "array", items: { type: "string" } } },
    }),
  },
};
