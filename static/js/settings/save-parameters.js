import { change } from "#chat/browser/http";

/** @returns {Promise<object|null>} why they are refused. Of a new chat it is only asked whether they can be set. */
export async function saveParameters(conversation, values) {
  try {
    await change(conversation ? `/c/${conversation}/parameters/` : "/parameters/", "POST", { parameters: JSON.stringify(values) });
    return null;
  } catch (error) {
    if (error.response?.status !== 400) throw error;
    return error.response.json();
  }
}
