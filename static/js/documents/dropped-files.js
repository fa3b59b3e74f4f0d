/** All files that were dropped, `[{ path, file }]`: those in folders too; `file` is missing where it cannot be read. */
export async function droppedFiles(transfer) {
  // Asked for at once: after the event the browser forgets them.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return chosenFiles(transfer.files);
  return (await Promise.all(entries.map(inside))).flat();
}

export function chosenFiles(files) {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** What cannot be read holds up nothing beside it. */
async function inside(entry) {
  const path = entry.fullPath.slice(1);
  try {
    if (!entry.isFile) return await all(entry);
    return [{ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) }];
  } catch {
    return [{ path }];
  }
}

async function all(entry) {
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    // A browser gives a hundred at a time.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    found.push(...(await Promise.all(some.map(inside))).flat());
  }
}
