{% load modules %}// Keeps one page for the time without a network. All else goes to it, as if this were not here.
const KEPT = [{% for address in kept %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const CACHE = "offline-{% static_version %}";

addEventListener("install", (event) => {
  skipWaiting();
  // Without cookies: what is kept is nobody's.
  const requests = KEPT.map((address) => new Request(address, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

addEventListener("activate", (event) => event.waitUntil(takeOver()));

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = new URL(request.url);
  const isKept = address.origin === location.origin && KEPT.includes(address.pathname);
  if (request.mode === "navigate") event.respondWith(fromNetwork(event, KEPT[0]));
  else if (isKept) event.respondWith(fromNetwork(event, address.pathname));
});

async function takeOver() {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  // The request of a page does not wait for this to start.
  await registration.navigationPreload?.enable();
  await clients.claim();
}

async function fromNetwork(event, instead) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch (error) {
    const kept = await caches.match(instead);
    if (kept) return kept;
    throw error;
  }
}
