// Asks each model of the first argument twice: whole, and by the helper that gathers a stream. Prints both.
import OpenAI from "openai";

const { models, request } = JSON.parse(process.argv[2]);
const client = new OpenAI({ maxRetries: 0 });

async function gather(model) {
  const asked = { ...request, model, n: model === "several" ? 3 : 1 };
  const whole = await client.chat.completions.create(asked);
  const stream = client.chat.completions.stream({ ...asked, stream_options: { include_usage: true } });
  return [whole, await stream.finalChatCompletion()];
}

const told = {};
for (const model of models) {
  told[model] = await gather(model).catch((error) => [null, error.stack]);
}
process.stdout.write(JSON.stringify(told));
