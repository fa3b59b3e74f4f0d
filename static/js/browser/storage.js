/** The browser's storage of this name. Where it is closed to us even asking for it fails: then one that keeps nothing. */
export function storage(name) {
  try {
    return window[name];
  } catch {
    return { getItem: () => null, setItem() {}, removeItem() {} };
  }
}
