/** 850 -> "0.9 s", 12 400 -> "12 s", 75 000 -> "1 min 15 s" */
export function duration(ms) {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest ? ` ${rest} s` : ""}`;
}

/** Of what is often quick: 41 -> "41 ms", 2400 -> "2.4 s" */
export const latency = (ms) => (ms < 1000 ? `${ms} ms` : duration(ms));

/** 1234 -> "1,234 tokens"; "about" where the provider did not report it. */
export function tokens(count, estimated) {
  return `${estimated ? "about " : ""}${grouped(count)} ${count === 1 ? "token" : "tokens"}`;
}

export function thought(ms) {
  if (ms === null || ms === undefined) return "Thought";
  return ms < 1000 ? "Thought for a moment" : `Thought for ${ms < 9_950 ? Math.round(ms / 1000) + " s" : duration(ms)}`;
}

/** "0.00131" -> "$0.00131": below a cent three digits that count, else cents; empty where it is not known. As the server writes it. */
export function dollars(cost) {
  if (cost === null || cost === undefined) return "";
  const amount = Number(cost);
  if (amount === 0 || Math.abs(amount) >= 0.01) return `$${grouped(amount.toFixed(2))}`;
  // Whole units of the ledger's last digit: as a binary fraction 0.00004875 is a little less than that.
  const units = Math.round(amount * 1e10);
  const step = 10 ** Math.max(0, String(Math.abs(units)).length - 3);
  return `$${((Math.round(units / step) * step) / 1e10).toFixed(10).replace(/0+$/, "")}`;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** The time of day in the reader's zone; with the day where that is not today. */
export function when(at, now) {
  const time = [at.getHours(), at.getMinutes()].map((number) => String(number).padStart(2, "0")).join(":");
  const sameYear = at.getFullYear() === now.getFullYear();
  if (sameYear && at.getMonth() === now.getMonth() && at.getDate() === now.getDate()) return time;
  return `${at.getDate()} ${MONTHS[at.getMonth()]}${sameYear ? "" : ` ${at.getFullYear()}`}, ${time}`;
}

// By hand: the first number that the browser's own way writes takes it as long as a whole answer.
const grouped = (number) => String(number).replace(/\B(?=(?:\d{3})+(?!\d))/g, ",");
