const DAY = 86_400_000;

/** The heading that a conversation of this date stands under, in the reader's own time zone. */
export function dateGroup(date, now = new Date(), locale = undefined) {
  const days = Math.round((midnight(now) - midnight(date)) / DAY);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days <= 7) return "Previous 7 days";
  if (days <= 30) return "Previous 30 days";
  const sameYear = date.getFullYear() === now.getFullYear();
  return date.toLocaleDateString(locale, sameYear ? { month: "long" } : { month: "long", year: "numeric" });
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
