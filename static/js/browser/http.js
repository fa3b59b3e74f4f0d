import { serverMarkup } from "#chat/browser/trusted";

// Browsers hold 64 KiB at most of all requests that outlive their page.
const MOST_KEPT_ALIVE = 8192;

/** The server answered, but not with what was asked for. */
export class HttpError extends Error {
  constructor(url, response) {
    super(`${url}: ${response.status}`);
    this.response = response;
  }
}

/** A part of a page, as a fragment whose custom elements are alive. */
export async function fetchFragment(url, options) {
  return fragment(await request(url, options));
}

/** A change that is made also where the page is left at once. */
export async function change(url, method, fields = {}) {
  const headers = { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value };
  const body = new URLSearchParams(fields);
  return request(url, { method, headers, body, keepalive: body.toString().length <= MOST_KEPT_ALIVE });
}

export async function fetchJson(url) {
  return (await request(url)).json();
}

/** Sends a form with files. Rejects with the server's sentence where it has one. */
export async function postForm(url, form) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token, "X-Requested-With": "fetch" };
  const response = await fetch(url, { method: "POST", headers, body: form });
  if (response.ok) return response.json();
  const said = await response.json().catch(() => ({}));
  throw new Error(said.error ?? "The server did not take it. Try again.");
}

/** What the server shows after a change. */
export async function changeFragment(url, method, fields) {
  return fragment(await change(url, method, fields));
}

async function fragment(response) {
  const template = document.createElement("template");
  template.innerHTML = serverMarkup(await response.text());
  return document.importNode(template.content, true);
}

async function request(url, options) {
  const response = await fetch(url, { ...options, headers: { ...options?.headers, "X-Requested-With": "fetch" } });
  // To the login page: this session has ended, and the page says so once it is loaded again.
  if (response.redirected) location.reload();
  if (!response.ok || response.redirected) throw new HttpError(url, response);
  return response;
}
