/**
 * Parameters and capabilities with their layers, from the effective value down to the default of QEMU.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { withUnit, humanized } from '../format.js';
import { layerMark, layerStack } from './layers.js';

const TONES = { Verified: 'good', Differs: 'bad', TooLate: 'warn', NotReadable: 'wait', NotRequested: 'idle' };
const LAYERS = ['default', 'accelerator-compat', 'machine-compat', 'global', 'early-config', 'qmp'];

/** The legend of the layers. */
export const layerLegend = () => html`<p class="legend muted">Layers, lowest first: ${LAYERS.map((layer) => html`<span>${layerMark(layer)}</span>`)}</p>`;

/**
 * The parameters of a VM.
 * @param {any[]} items the parameters in the response of /parameters
 * @param {Map<string, any>} specs the parameters of the release by name
 * @param {boolean} all whether to include parameters that are not requested
 */
export const parameterTable = (items, specs, all) => {
  const shown = items.filter((item) => all || item.desired !== undefined || item.overridden.length > 0);
  return shown.length === 0
    ? html`<p class="empty">The definition requests no parameters; all have their default values.</p>`
    : settingTable('Parameter', 'Parameters', shown, specs);
};

/**
 * The capabilities of a VM.
 * @param {any[]} items the capabilities in the response of /parameters
 */
export const capabilityTable = (items) => (items.length === 0
  ? html`<p class="empty">The definition requests no capabilities; all are off.</p>`
  : settingTable('Capability', 'Capabilities', items.map((item) => ({
    ...item,
    desired: state(item.desired),
    observed: state(item.observed),
    overridden: item.overridden.map(({ layer, value }) => ({ layer, value: state(value) })),
  })), new Map()));

/** The state of a capability. */
const state = (on) => (on === undefined ? undefined : on ? 'on' : 'off');

const settingTable = (kind, kinds, items, specs) => html`
    <table class="cards" role="table">
      <caption class="hidden">${kinds} with their layers</caption>
      <thead role="rowgroup"><tr role="row">${[kind, 'Requested', 'Effective', 'Layers, highest first', 'Since', 'Verdict'].map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
      <tbody role="rowgroup">${items.map((item) => {
    const unit = specs.get(item.name)?.unit;
    return html`
        <tr role="row">
          <th role="rowheader" scope="row"><code title=${specs.get(item.name)?.description ?? ''}>${item.name}</code></th>
          <td role="cell" data-label="Requested" class="value">${withUnit(item.desired, unit)}</td>
          <td role="cell" data-label="Effective" class="value">${withUnit(item.observed, unit)}</td>
          <td role="cell" data-label="Layers">${layerStack({ layer: item.layer, value: item.observed ?? item.desired }, item.overridden, unit)}</td>
          <td role="cell" data-label="Since">${item.appliedAtStep ? humanized(item.appliedAtStep) : ''}</td>
          <td role="cell" data-label="Verdict"><span class="badge ${TONES[item.verdict]}">${humanized(item.verdict.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase())}</span></td>
        </tr>`;
  })}</tbody>
    </table>`;
