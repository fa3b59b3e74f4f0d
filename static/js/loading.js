// A classic script in the head: until the page is loaded its modules may still come, and draw what is hidden for so long.
(() => {
  const PATIENCE_MS = 10_000;
  const root = document.documentElement;
  const end = () => delete root.dataset.loading;
  root.dataset.loading = "";
  // This comes after all modules, be it that they ran or that they failed.
  window.addEventListener("load", end, { once: true });
  setTimeout(end, PATIENCE_MS);
})();
