import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";
import { soundAddress } from "#chat/audio/spoken-audio";

/** What an answer says aloud: a player, and its words. */
export function drawAudio(part, audio) {
  if (!audio) return;
  let box = slot(part, "audio");
  if (!box) {
    box = cloneTemplate("answer-audio");
    slot(part, "text").after(box);
  }
  fillSlots(box, { transcript: audio.transcript ?? "" });
  const player = box.querySelector("audio");
  const address = soundAddress(audio.data);
  player.hidden = !address;
  if (address && player.src !== address) player.src = address;
}
