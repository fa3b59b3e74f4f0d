import { change } from "#chat/browser/http";
import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";

/**
 * Puts a form in the place of a name: it is saved when the form is sent or left, and stays as it was with Escape.
 * @param {HTMLElement} holder of the slot `name`; what it is the name of has `data-editing` for so long
 * @param {{item: HTMLElement, name: string, link: HTMLElement, address: string, label: string, most: number, problem: string}} about
 *   `name`: of the slot and of the field that the address takes; `link`: what gets the focus back; `problem`: said where it was not saved
 */
export function rename(holder, { item, name, link, address, label, most, problem }) {
  const form = cloneTemplate("rename");
  const input = slot(form, "input");
  const before = slot(holder, name).textContent;
  // What is taken away loses the focus, and says so.
  let open = true;
  const end = (wanted) => {
    if (!open) return;
    open = false;
    form.remove();
    item.removeAttribute("data-editing");
    link.focus();
    if (wanted && wanted !== before) save(wanted);
  };
  const save = (wanted) => {
    fillSlots(holder, { [name]: wanted });
    change(address, "POST", { [name]: wanted }).catch(() => {
      fillSlots(holder, { [name]: before });
      holder.dispatchEvent(new CustomEvent("chat-problem", { bubbles: true, detail: problem }));
    });
  };
  const finish = () => end(input.value.trim().replace(/\s+/g, " "));
  form.addEventListener("submit", (event) => (event.preventDefault(), finish()));
  form.addEventListener("focusout", finish);
  form.addEventListener("keydown", (event) => event.key === "Escape" && end(""));
  Object.assign(input, { value: before, maxLength: most, ariaLabel: label });
  item.toggleAttribute("data-editing", true);
  holder.append(form);
  input.select();
}
