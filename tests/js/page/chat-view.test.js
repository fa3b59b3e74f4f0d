import assert from "node:assert/strict";
import test from "node:test";

const frames = [];
Object.assign(globalThis, {
  window: { addEventListener: () => {} },
  document: { documentElement: { dataset: {} } },
  history: { replaceState: () => {} },
  location: { pathname: "/" },
  requestAnimationFrame: (act) => frames.push(act),
});
const { ChatView } = await import("#chat/page/chat-view");

/** A page with a new chat, and what was shown of it. */
function begin() {
  const shown = [];
  const thread = {
    conversation: null,
    open: (conversation) => (thread.conversation = conversation),
    toggleAttribute: () => {},
    removeAttribute: (name) => shown.push([name, thread.conversation]),
  };
  const names = ["open", "rename", "leave", "show", "forget", "settle", "furnish", "toEnd", "restore"];
  const quiet = { picker: {}, of: () => [], ...Object.fromEntries(names.map((name) => [name, () => {}])) };
  const title = { querySelector: () => ({}) };
  const parts = ["composer", "parameters", "temporary", "sidebar", "keeper", "follower", "session", "storing", "assistant", "outbox", "wishes"];
  const app = { thread, dataset: {}, querySelector: () => title, ...Object.fromEntries(parts.map((name) => [name, quiet])) };
  return { shown, view: new ChatView(app) };
}

async function passFrames() {
  for (let round = 0; round < 10; round++) {
    frames.splice(0).forEach((act) => act());
    await new Promise(setImmediate);
  }
}

test("a new chat that gets its name before it was shown is shown", async () => {
  const { shown, view } = begin();
  view.goTo(null);
  view.rename("7");
  await passFrames();
  assert.deepEqual(shown, [["data-drawing", "7"]]);
});

test("a chat that another one follows before it was shown is not", async () => {
  const { shown, view } = begin();
  view.goTo(null);
  view.open({ dataset: { conversation: "8", parameters: "{}" }, childNodes: [] });
  await passFrames();
  assert.deepEqual(shown, []);
  view.goTo(null);
  await passFrames();
  assert.deepEqual(shown, [["data-drawing", "8"]]);
});
