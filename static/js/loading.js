// A classic script in the head: the modules of the page may still come, and draw what is hidden for so long.
(() => {
  const PATIENCE_MS = 10_000;
  const root = document.documentElement;
  const end = () => delete root.dataset.loading;
  root.dataset.loading = "";
  // This comes after all modules: where they ran the chat shows itself when it is drawn, where they failed it is shown as it is.
  window.addEventListener("load", () => customElements.get("chat-app") ?? end(), { once: true });
  setTimeout(end, PATIENCE_MS);
  // Nobody meant what cannot be seen: a click there, also one by a key, does nothing.
  const drop = (event) => {
    if (!event.target.closest("[data-loading] .thread, .thread[data-drawing]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("click", drop, { capture: true });
})();
