// A classic script in the head: Enter in the message box is kept for the composer, whose modules are still on their way.
(() => {
  const keep = (event) => {
    const form = event.target.closest?.("chat-composer form");
    if (!form) return;
    event.preventDefault();
    form.dataset.sent ??= form.querySelector("textarea").value;
  };
  const sends = ({ key, shiftKey, isComposing, keyCode }) => key === "Enter" && !shiftKey && !isComposing && keyCode !== 229;
  const pressed = (event) => sends(event) && !matchMedia("(pointer: coarse)").matches && event.target.matches("textarea") && keep(event);
  document.addEventListener("keydown", pressed);
  document.addEventListener("submit", keep);
  customElements.whenDefined("chat-app").then(() => {
    document.removeEventListener("keydown", pressed);
    document.removeEventListener("submit", keep);
  });
})();
