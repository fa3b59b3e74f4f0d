/** The models that match every word of the query, as groups by provider in the order they came. */
export function findModels(models, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map();
  for (const model of models) {
    const text = `${model.label} ${model.name} ${model.provider}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    if (!groups.has(model.provider)) groups.set(model.provider, []);
    groups.get(model.provider).push(model);
  }
  return [...groups].map(([provider, found]) => ({ provider, models: found }));
}
