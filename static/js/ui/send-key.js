/** Whether this key sends a message. Enter also ends the composition of a Chinese, Japanese or Korean word; on a touch keyboard it breaks the line. */
export function sends({ key, shiftKey, isComposing, keyCode }) {
  return key === "Enter" && !shiftKey && !isComposing && keyCode !== 229 && !matchMedia("(pointer: coarse)").matches;
}
