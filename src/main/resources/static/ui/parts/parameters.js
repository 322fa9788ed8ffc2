/**
 * Every parameter with its layers, from the winner down to QEMU's default.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { withUnit, spoken } from '../format.js';
import { layerMark, layerStack } from './layers.js';

const TONES = { Verified: 'good', Differs: 'bad', TooLate: 'warn', NotReadable: 'wait', NotRequested: 'idle' };
const LAYERS = ['default', 'accelerator-compat', 'machine-compat', 'global', 'early-config', 'qmp'];

/**
 * The table.
 * @param {any[]} items the answer of /parameters
 * @param {Map<string, any>} specs the release's parameters by name
 * @param {boolean} all whether those that nobody asked for are shown
 */
export const parameterTable = (items, specs, all) => {
  const shown = items.filter((item) => all || item.desired !== undefined || item.overridden.length > 0);
  return html`
    <p class="legend muted">Layers, lowest first: ${LAYERS.map((layer) => html`<span>${layerMark(layer)}</span>`)}</p>
    ${shown.length === 0 ? html`<p class="empty">The definition asks for no parameter; every one is at its default.</p>` : html`
    <table class="cards" role="table">
      <caption class="hidden">Parameters with their layers</caption>
      <thead role="rowgroup"><tr role="row">${['Parameter', 'Wanted', 'In force', 'Layers, the winner first', 'Since', 'Verdict'].map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
      <tbody role="rowgroup">${shown.map((item) => {
    const unit = specs.get(item.name)?.unit;
    return html`
        <tr role="row">
          <th role="rowheader" scope="row"><code title=${specs.get(item.name)?.description ?? ''}>${item.name}</code></th>
          <td role="cell" data-label="Wanted" class="value">${withUnit(item.desired, unit)}</td>
          <td role="cell" data-label="In force" class="value">${withUnit(item.observed, unit)}</td>
          <td role="cell" data-label="Layers">${layerStack({ layer: item.layer, value: item.observed ?? item.desired }, item.overridden, unit)}</td>
          <td role="cell" data-label="Since">${item.appliedAtStep ? spoken(item.appliedAtStep) : ''}</td>
          <td role="cell" data-label="Verdict"><span class="badge ${TONES[item.verdict]}">${spoken(item.verdict.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase())}</span></td>
        </tr>`;
  })}</tbody>
    </table>`}`;
};
