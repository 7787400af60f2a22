import { h } from "./libraries/preact/preact.mjs";
import htm from "./libraries/htm/htm.module.js";

/** Templates. What is put into them is text, never markup. */
export const html = htm.bind(h);
