import assert from "node:assert/strict";
import test from "node:test";
import { findEntries } from "#chat/commands/palette";
import { isPressed, isSilent, keyNames } from "#chat/commands/shortcuts";

const key = (name, held = {}) => ({ key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, isComposing: false, ...held });

test("Mod is Ctrl and Cmd, and nothing else may be held", () => {
  assert.ok(isPressed("Mod+K", key("k", { ctrlKey: true })));
  assert.ok(isPressed("Mod+K", key("K", { metaKey: true })));
  assert.ok(!isPressed("Mod+K", key("k")));
  assert.ok(!isPressed("Mod+K", key("K", { ctrlKey: true, shiftKey: true })));
  assert.ok(!isPressed("Mod+K", key("k", { ctrlKey: true, altKey: true })));
  assert.ok(isPressed("Mod+Shift+F", key("F", { ctrlKey: true, shiftKey: true })));
});

test("a sign is taken as it comes out, whatever makes it", () => {
  assert.ok(isPressed("?", key("?", { shiftKey: true })));
  assert.ok(isPressed("?", key("?")));
  assert.ok(!isPressed("?", key("?", { isComposing: true })));
});

test("a shortcut that writes nothing works while somebody types", () => {
  assert.deepEqual(["Mod+K", "Shift+Escape", "?"].map(isSilent), [true, true, false]);
});

test("keys are named as they are on the keyboard", () => {
  assert.deepEqual(keyNames("Mod+Shift+F", false), ["Ctrl", "Shift", "F"]);
  assert.deepEqual(keyNames("Mod+Shift+F", true), ["⌘", "⇧", "F"]);
});

test("entries have every word, and those come first that begin so", () => {
  const entries = [{ label: "A renewal" }, { label: "New chat" }, { label: "Old", also: "something new" }];
  assert.deepEqual(findEntries(entries, "new").map(({ label }) => label), ["New chat", "Old", "A renewal"]);
  assert.deepEqual(findEntries(entries, "chat NEW").map(({ label }) => label), ["New chat"]);
  assert.equal(findEntries(entries, " ").length, 3);
});
