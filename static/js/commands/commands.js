import { slot } from "#chat/browser/slots";

/**
 * What a person can have done by name or by key on the chat page: the palette offers it, the shortcuts do it, the help sheet lists it.
 * `usable` false: not now.
 */
export function commandsOf(app) {
  const press = (selector) => () => app.querySelector(selector).click();
  const here = () => app.session.conversation !== null;
  const listed = () => here() && app.sidebar.row(app.session.conversation) !== null;
  const row = (action) => () => app.sidebar.row(app.session.conversation)?.querySelector(`[data-action=${action}]`).click();
  const copy = () => [...app.thread.querySelectorAll("chat-answer [data-slot=foot] copy-button button")].at(-1);
  return [
    { label: "New chat", keys: "Mod+Shift+O", run: press(".new-chat") },
    { label: "New temporary chat", also: "private incognito", run: () => location.assign("/?temporary=1") },
    { label: "Search your chats", keys: "Mod+Shift+F", run: () => app.querySelector("chat-search").open() },
    { label: "Chats, actions and models", keys: "Mod+K", run: () => app.querySelector("command-palette").open(), hidden: true },
    { label: "Show or hide the list of chats", keys: "Mod+Shift+S", run: press(".topbar [data-action=sidebar]") },
    { label: "Go to the message box", keys: "Shift+Escape", run: () => app.composer.area.focus() },
    { label: "Keyboard shortcuts", keys: "?", also: "help", run: () => app.querySelector("shortcut-sheet").open() },
    { label: "Use a saved prompt", also: "slash template", run: () => app.querySelector("prompt-menu").begin() },
    { label: "Settings of this chat", also: "parameters tools store", run: press(".topbar [data-action=settings]") },
    { label: "Stop the answer", usable: () => app.session.running.length > 0, run: () => app.session.stop() },
    { label: "Edit the last question", usable: here, run: () => app.dispatchEvent(new CustomEvent("chat-edit-last")) },
    { label: "Copy the last answer", usable: copy, run: () => copy()?.click() },
    { label: "Rename this chat", usable: listed, run: row("rename") },
    { label: "Pin, archive, tag or move this chat", also: "folder label", usable: listed, run: row("more") },
    { label: "Delete this chat", usable: listed, run: row("delete") },
    ...tagsOf(app).map((tag) => ({ label: `Chats tagged #${tag}`, run: () => app.querySelector("chat-search").open(`tag:"${tag}"`) })),
    ...[...app.querySelectorAll("theme-switch button")].map((button) => ({ label: `Theme: ${button.title.toLowerCase()}`, run: () => button.click() })),
    ...[...app.querySelectorAll(".user-menu a.menu-item")].map((link) => ({ label: `Open: ${link.textContent.trim()}`, run: () => link.click() })),
  ];
}

/** Of the conversations that the sidebar shows by now. */
function tagsOf(app) {
  return [...new Set(app.sidebar.rows.flatMap((row) => row.querySelector("conversation-row").kept.tags))].sort();
}

/** The conversations that the sidebar shows by now. */
export function chatsOf(app) {
  return app.sidebar.rows.map((row) => ({ label: slot(row, "title").textContent, id: row.dataset.id, run: () => slot(row, "link").click() }));
}

export function modelsOf(app) {
  const { picker } = app.composer;
  return picker.models.map(({ id, label, name, provider }) => ({ label, also: `${name} ${provider} model`, hint: provider, run: () => picker.choose(id) }));
}
