/** 850 -> "0.9 s", 12 400 -> "12 s", 75 000 -> "1 min 15 s" */
export function duration(ms) {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest ? ` ${rest} s` : ""}`;
}

/** 1234 -> "1,234 tokens"; "about" where the provider did not report it. */
export function tokens(count, estimated) {
  // By hand: the first number that the browser's own way writes takes it as long as a whole answer.
  const number = String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
  return `${estimated ? "about " : ""}${number} ${count === 1 ? "token" : "tokens"}`;
}

export function thought(ms) {
  if (ms === null || ms === undefined) return "Thought";
  return ms < 1000 ? "Thought for a moment" : `Thought for ${ms < 9_950 ? Math.round(ms / 1000) + " s" : duration(ms)}`;
}
