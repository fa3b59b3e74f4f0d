// What a person does with conversations in the sidebar. A conversation is {id, title, pinned, archived, folder, tags} here, `folder` an id or null.

/** The shelf that a `conversation` frame stands on: the archive comes before the pin, the pin before the folder. */
export function shelfOf({ pinned, archived, folder }) {
  if (archived) return "archive";
  return pinned ? "pinned" : (folder?.id ?? "list");
}

/**
 * What takes a change back: the fields of one request for each state that the conversations were in.
 * @param {{pinned?: boolean, archived?: boolean, folder?: string, deleted?: boolean, tag?: string, tagged?: boolean}} fields of the change
 */
export function inverse(conversations, fields) {
  if ("deleted" in fields) return [{ ids: conversations.map(({ id }) => id), deleted: !fields.deleted }];
  if ("tag" in fields) return untagged(conversations, fields);
  // What is pinned leaves the archive, and the other way round.
  const names = "folder" in fields ? ["folder"] : ["pinned", "archived"];
  const groups = names.flatMap((name) => byValue(conversations, name));
  // Last what is on: to put it on takes the other off.
  return [...groups.filter(({ value }) => !value), ...groups.filter(({ value }) => value)].map(({ name, value, ids }) => ({ ids, [name]: value }));
}

function untagged(conversations, { tag, tagged }) {
  const changed = conversations.filter(({ tags }) => tags.includes(tag) !== tagged);
  return changed.length ? [{ ids: changed.map(({ id }) => id), tag, tagged: !tagged }] : [];
}

/** What somebody typed, as the server names a tag. */
export function tagName(text) {
  return text.trim().replace(/^[#\s]+/, "").replace(/\s+/g, " ").toLowerCase();
}

function byValue(conversations, name) {
  const values = new Set(conversations.map((conversation) => conversation[name] ?? ""));
  return [...values].map((value) => ({ name, value, ids: conversations.filter((conversation) => (conversation[name] ?? "") === value).map(({ id }) => id) }));
}

/** What has been done, in words. */
export function sentence(conversations, fields, folderName = "") {
  const [first] = conversations;
  const what = conversations.length === 1 ? `“${first.title}” is` : `${conversations.length} chats are`;
  return `${what} ${done(fields, folderName)}.`;
}

function done(fields, folderName) {
  if ("tag" in fields) return fields.tagged ? `tagged #${fields.tag}` : `not tagged #${fields.tag} any more`;
  if ("folder" in fields) return fields.folder ? `in “${folderName}”` : "in no folder";
  if ("pinned" in fields) return fields.pinned ? "pinned" : "not pinned any more";
  if ("archived" in fields) return fields.archived ? "archived" : "back from the archive";
  return "deleted";
}
