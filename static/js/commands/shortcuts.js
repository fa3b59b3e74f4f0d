// Keys are written as "Mod+Shift+F": Mod is Ctrl, and Cmd on a Mac.

const NAMES = { Mod: "Ctrl", Escape: "Esc" };
const ON_A_MAC = { Mod: "⌘", Shift: "⇧", Escape: "esc" };

/** Whether a press of a key is this shortcut. A sign that needs Shift on some keyboards, as `?`, is taken as it comes out. */
export function isPressed(keys, { key, ctrlKey, metaKey, shiftKey, altKey, isComposing }) {
  const parts = keys.split("+");
  const last = parts.at(-1);
  const sign = last.length === 1 && !/\w/.test(last);
  const same = key.toLowerCase() === last.toLowerCase() && (sign || shiftKey === parts.includes("Shift"));
  return same && !altKey && !isComposing && (ctrlKey || metaKey) === parts.includes("Mod");
}

/** Whether a shortcut writes nothing, so that it works while somebody types. */
export const isSilent = (keys) => keys.includes("Mod") || keys.includes("Escape");

/** @returns {string[]} what stands on the keys */
export function keyNames(keys, isMac) {
  return keys.split("+").map((part) => (isMac ? ON_A_MAC : NAMES)[part] ?? part);
}
