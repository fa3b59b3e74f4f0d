// What the admin's theme leaves out for those who hear its pages.
addEventListener("DOMContentLoaded", () => {
  // The main landmark: everything beside the sidebar is in this element.
  document.getElementById("main")?.setAttribute("role", "main");
});
addEventListener("load", () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`)?.textContent.trim();
    const chosen = select.parentElement.querySelector(".select2-selection__rendered");
    if (label) chosen?.setAttribute("aria-label", label);
  }
});
