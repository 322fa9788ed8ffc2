/**
 * Values and the layers they come from.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { withUnit } from '../format.js';

/** A layer's name as a mark in its colour. */
export const layerMark = (layer) => html`<span class="layer ${layer}">${layer}</span>`;

/**
 * The winner in front, then what it covers.
 * @param {{ layer?: string, value: any }} winner
 * @param {{ layer: string, value: any }[]} overridden
 * @param {string | undefined} unit
 */
export const layerStack = (winner, overridden, unit) => html`
  <span class="stack">
    ${winner.layer ? html`<span class="won">${layerMark(winner.layer)} <b class="value">${withUnit(winner.value, unit) || 'unset'}</b></span>` : html`<span class="muted">not known</span>`}
    ${overridden.map((lower) => html`<span class="over"><span class="hidden">over </span>${layerMark(lower.layer)} <s class="value">${withUnit(lower.value, unit) || 'unset'}</s></span>`)}
  </span>`;
