import { cloneTemplate, slot } from "#chat/browser/slots";
import { findModels } from "#chat/models/model-search";

/**
 * The models that fit a query as groups of options, one for each provider.
 * @param {{list: HTMLElement, group: HTMLTemplateElement, option: HTMLTemplateElement}} parts
 */
export function modelGroups(models, query, chosen, parts) {
  return findModels(models, query).map((group) => groupOf(group, chosen, parts));
}

function groupOf({ provider, models }, chosen, parts) {
  const element = cloneTemplate(parts.group);
  slot(element, "provider").textContent = provider;
  element.setAttribute("aria-label", provider);
  element.append(...models.map((model) => optionOf(model, chosen, parts)));
  return element;
}

function optionOf(model, chosen, { list, option }) {
  const element = cloneTemplate(option);
  Object.assign(element, { id: `${list.id}-${model.id}`, ariaSelected: String(model === chosen) });
  slot(element, "name").textContent = model.label;
  element.dataset.model = model.id;
  return element;
}
