/** The server will not take this file, however often it is asked. */
class Refusal extends Error {
  final = true;
}

/** Uploads one file; `fetch` tells nothing of how far it is. @returns {Promise<{part, notes, readable}>} */
export function sendFile(file, { progress, signal }) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/attachments/?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("X-CSRFToken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(loaded / total));
    request.addEventListener("load", () => (request.status === 201 ? done(JSON.parse(request.responseText)) : fail(refusalOf(request))));
    request.addEventListener("error", () => fail(new Error("The upload broke off")));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function refusalOf(request) {
  try {
    return new Refusal(JSON.parse(request.responseText).error);
  } catch {
    return new Error("The server did not take it");
  }
}
