/** Sends what somebody sent before the composer ran (static/js/first-keys.js); what was typed since is the next draft. */
export function sendEarly(composer) {
  const { area, form } = composer;
  const { sent } = form.dataset;
  delete form.dataset.sent;
  if (!sent?.trim() || !area.value.startsWith(sent)) return;
  const since = area.value.slice(sent.length);
  area.value = sent;
  composer.submit();
  composer.restore(since.trimStart());
}
