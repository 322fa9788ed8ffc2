/**
 * Values and the layers that set them.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { withUnit } from '../format.js';

/** The name of a layer as a coloured badge. */
export const layerMark = (layer) => html`<span class="layer ${layer}">${layer}</span>`;

/**
 * The effective value first, then the values that it overrides.
 * @param {{ layer?: string, value: any }} winner
 * @param {{ layer: string, value: any }[]} overridden
 * @param {string | undefined} unit
 */
export const layerStack = (winner, overridden, unit) => html`
  <span class="stack">
    ${winner.layer ? html`<span class="won">${layerMark(winner.layer)} <b class="value">${withUnit(winner.value, unit) || 'unset'}</b></span>` : html`<span class="muted">unknown</span>`}
    ${overridden.map((lower) => html`<span class="over"><span class="hidden">overrides </span>${layerMark(lower.layer)} <s class="value">${withUnit(lower.value, unit) || 'unset'}</s></span>`)}
  </span>`;
