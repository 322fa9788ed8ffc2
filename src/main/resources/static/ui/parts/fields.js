/**
 * The form of a definition: the common fields, and all migration parameters and capabilities of the release.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { live } from '../lit/directives/live.js';
import { at, escaped, plain } from '../json.js';
import { withUnit } from '../format.js';
import { fieldMessages } from './violations.js';

/** The choices for a capability, and their values in the definition. */
const STATES = [['', undefined], ['on', true], ['off', false]];

const WHEN = { early: 'early', live: 'live', globals: 'as -global' };

/** The element id of the field for a pointer. */
export const fieldId = (pointer) => `field:${pointer}`;

/** Renders the form. */
export function fields(state, actions) {
  const canonical = state.checked && state.errors.length === 0 ? state.result?.vm : null;
  const text = (pointer, label, more = {}) => field(state, actions, canonical, pointer, label, more);
  return html`
    <form class="fields" @submit=${(event) => event.preventDefault()}>
      <fieldset class="panel"><legend>The VM</legend>
        <div class="grid">
          ${state.editing ? '' : text('/name', 'Name', { placeholder: 'db-1' })}
          ${choice(state, actions, '/spec/qemu/version', 'QEMU', state.versions.map(({ version }) => version))}
          ${text('/spec/machine/type', 'Machine type', { list: 'machine-types', resolved: at(canonical, '/spec/machine/resolved') })}
          ${text('/spec/cpu/count', 'vCPUs')}
          ${text('/spec/memory/size', 'Memory', { unit: 'bytes', placeholder: '1GiB' })}
          ${choice(state, actions, '/spec/power', 'Power', ['', 'On', 'Off'])}
          ${labels(state, actions)}
        </div>
        <datalist id="machine-types">${state.machineTypes.map((type) => html`<option value=${type.name}></option>`)}</datalist>
      </fieldset>
      <fieldset class="panel"><legend>Incoming migration</legend>
        <div class="grid">
          ${at(state.doc, '/spec/migration/incoming/channels') ? html`<p class="muted">The VM listens on channels; edit them as JSON.</p>` : text('/spec/migration/incoming/listen', 'Listen address', { placeholder: 'defer, or tcp:0.0.0.0:4444' })}
          ${choice(state, actions, '/spec/migration/onDrift', 'On drift', ['', 'Repair', 'Report'])}
        </div>
        <div>${check(state, actions, '/spec/qemu/incomingConfig', html`This QEMU has the proposed <code>-incoming config:</code>; no released QEMU does`)}</div>
      </fieldset>
      <fieldset class="panel"><legend>Migration parameters</legend>
        <p class="muted">Early parameters are in effect when QEMU creates its migration object; live parameters are set over QMP and can change at runtime. Values may have a unit, such as 500ms or 1GiB/s.</p>
        ${parameterRows(state, actions, canonical)}
      </fieldset>
      <fieldset class="panel"><legend>Capabilities</legend>
        <p class="muted">A requested state, on or off, is verified and kept. A capability that is not set is off when QEMU starts.</p>
        <div class="capabilities">${state.capabilities.map((capability) => capabilityField(state, actions, capability))}</div>
      </fieldset>
    </form>`;
}

const has = (violations, pointer) => (violations.some((violation) => violation.pointer === pointer) ? 'true' : 'false');

const findingsAt = (state, pointer) => fieldMessages(
  `${fieldId(pointer)}:messages`,
  state.errors.filter((violation) => violation.pointer === pointer),
  state.warnings.filter((violation) => violation.pointer === pointer));

function field(state, actions, canonical, pointer, label, { unit, list, resolved, placeholder = '' }) {
  const value = at(state.doc, pointer);
  return html`<div class="field">
    <label>${label} <input id=${fieldId(pointer)} .value=${live(plain(value))} placeholder=${placeholder} list=${list ?? ''} autocomplete="off" spellcheck="false"
      aria-invalid=${has(state.errors, pointer)} aria-describedby="${fieldId(pointer)}:messages"
      @input=${(event) => actions.setAt(pointer, typed(event.target.value))}></label>
    ${canonicalHint(value, at(canonical, pointer), unit)}
    ${resolved ? html`<p class="canonical muted">${resolved}</p>` : ''}
    ${findingsAt(state, pointer)}</div>`;
}

function choice(state, actions, pointer, label, options) {
  const value = plain(at(state.doc, pointer));
  const all = options.includes(value) ? options : [value, ...options];
  return html`<div class="field"><label>${label} <select id=${fieldId(pointer)} aria-invalid=${has(state.errors, pointer)} aria-describedby="${fieldId(pointer)}:messages"
      @change=${(event) => actions.setAt(pointer, event.target.value || undefined)}>
      ${all.map((option) => html`<option value=${option} ?selected=${option === value} .selected=${live(option === value)}>${option || 'default'}</option>`)}</select></label>
    ${findingsAt(state, pointer)}</div>`;
}

function check(state, actions, pointer, label) {
  return html`<label class="check"><input type="checkbox" id=${fieldId(pointer)} aria-describedby="${fieldId(pointer)}:messages" aria-invalid=${has(state.errors, pointer)}
      .checked=${live(at(state.doc, pointer) === true)} @change=${(event) => actions.setAt(pointer, event.target.checked ? true : undefined)}> ${label}</label>
    ${findingsAt(state, pointer)}`;
}

function capabilityField(state, actions, { name }) {
  const pointer = `/spec/migration/capabilities/${escaped(name)}`;
  const value = STATES.find(([, on]) => on === at(state.doc, pointer))?.[0] ?? '';
  return html`<div><label class="capability"><code>${name}</code>
      <select id=${fieldId(pointer)} aria-describedby="${fieldId(pointer)}:messages" aria-invalid=${has(state.errors, pointer)}
        @change=${(event) => actions.setAt(pointer, STATES.find(([option]) => option === event.target.value)[1])}>
        ${STATES.map(([option]) => html`<option value=${option} .selected=${live(option === value)}>${option || 'not set'}</option>`)}</select></label>
    ${findingsAt(state, pointer)}</div>`;
}

/** Labels on one line. They are applied when the field loses focus, because incomplete labels are not valid. */
function labels(state, actions) {
  const written = Object.entries(at(state.doc, '/labels') ?? {}).map(([key, value]) => `${key}=${value}`).join(', ');
  const labelFindings = (violations) => violations.filter((violation) => violation.pointer.startsWith('/labels'));
  return html`<div class="field"><label>Labels <input id=${fieldId('/labels')} .value=${written} placeholder="team=db, zone=a" autocomplete="off" spellcheck="false"
      aria-invalid=${labelFindings(state.errors).length ? 'true' : 'false'} aria-describedby="${fieldId('/labels')}:messages"
      @change=${(event) => actions.setAt('/labels', Object.fromEntries(event.target.value.split(',').map((label) => label.trim()).filter(Boolean).map((label) => [label.split('=')[0].trim(), label.split('=').slice(1).join('=').trim()])))}></label>
    ${fieldMessages(`${fieldId('/labels')}:messages`, labelFindings(state.errors), labelFindings(state.warnings))}</div>`;
}

/** The canonical value, if it differs from the input. */
function canonicalHint(value, canonical, unit) {
  if (value === undefined || canonical === undefined || typeof canonical !== 'number' || !unit || unit === 'count') {
    return '';
  }
  return html`<p class="canonical muted">${withUnit(canonical, unit)}${plain(value) === plain(canonical) ? '' : ` = ${canonical}`}</p>`;
}

/** Parses integers, booleans, arrays and objects as JSON; other input is a string. */
function typed(text) {
  if (text === '') {
    return undefined;
  }
  if (/^(-?\d+|true|false|[[{].*)$/s.test(text)) {
    try {
      const value = JSON.parse(text);
      return Number.isInteger(value) && !Number.isSafeInteger(value) && JSON.rawJSON ? JSON.rawJSON(text) : value;
    } catch {
      return text;
    }
  }
  return text;
}

function parameterRows(state, actions, canonical) {
  const rows = Object.keys(WHEN).flatMap((when) =>
    Object.keys(at(state.doc, `/spec/migration/${when}`) ?? {}).map((name) => ({ when, name, pointer: `/spec/migration/${when}/${escaped(name)}` })));
  const specOf = (name) => state.specs.find((spec) => spec.name === name || spec.globalProperty === name);
  const taken = new Set(rows.map((row) => row.name));
  const move = (row, when) => {
    const value = at(state.doc, row.pointer);
    actions.setAt(row.pointer, undefined);
    actions.setAt(`/spec/migration/${when}/${escaped(row.name)}`, value);
  };
  return html`
    <ul class="parameters">${rows.map((row) => {
    const spec = specOf(row.name);
    return html`<li>
        <div class="parameter">
          <label class="parameter-name" for=${fieldId(row.pointer)}><code>${row.name}</code></label>
          <input id=${fieldId(row.pointer)} .value=${live(plain(at(state.doc, row.pointer)))} list=${spec?.members ? `members-${row.name}` : ''} autocomplete="off" spellcheck="false"
            aria-invalid=${has(state.errors, row.pointer)} aria-describedby="${fieldId(row.pointer)}:messages"
            @input=${(event) => actions.setAt(row.pointer, typed(event.target.value) ?? '')}>
          <select aria-label="When ${row.name} is set" @change=${(event) => move(row, event.target.value)}>
            ${Object.entries(WHEN).map(([when, name]) => html`<option value=${when} .selected=${live(when === row.when)}>${name}</option>`)}</select>
          <button type="button" class="quiet" aria-label="Remove ${row.name}" @click=${() => actions.setAt(row.pointer, undefined)}>×</button>
          ${spec?.members ? html`<datalist id="members-${row.name}">${spec.members.map((member) => html`<option value=${member}></option>`)}</datalist>` : ''}
        </div>
        ${canonicalHint(at(state.doc, row.pointer), at(canonical, row.pointer), spec?.unit)}
        ${spec ? html`<p class="about muted">${spec.description} ${spec.defaultValue === undefined ? '' : html`Default ${withUnit(spec.defaultValue, spec.unit) || 'empty'}.`}</p>` : ''}
        ${findingsAt(state, row.pointer)}
      </li>`;
  })}</ul>
    <div class="add"><label>Add a parameter <select @change=${(event) => {
    const name = event.target.value;
    event.target.value = '';
    const spec = specOf(name);
    actions.setAt(`/spec/migration/early/${escaped(name)}`, spec.defaultValue ?? '');
    requestAnimationFrame(() => document.getElementById(fieldId(`/spec/migration/early/${escaped(name)}`))?.select());
  }}><option value="">Select …</option>${state.specs.filter((spec) => !taken.has(spec.name)).map((spec) => html`<option value=${spec.name}>${spec.name}${spec.deprecated ? ' (deprecated)' : ''}</option>`)}</select></label></div>`;
}
