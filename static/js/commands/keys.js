import { keyNames } from "#chat/commands/shortcuts";

export const isMac = /mac|iphone|ipad/i.test(navigator.platform);

/** Shows a shortcut as keys. */
export function writeKeys(element, keys) {
  element.replaceChildren(...keyNames(keys, isMac).map((name) => Object.assign(document.createElement("kbd"), { textContent: name })));
}
