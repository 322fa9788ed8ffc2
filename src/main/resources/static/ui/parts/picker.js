/**
 * Selects a definition: a stored VM by name, or a spec as JSON.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { live } from '../lit/directives/live.js';
import { get } from '../api.js';

const MAX_NAMES = 50;

/** The VM names that a picker suggests. */
export async function suggestedNames() {
  return (await get(`/vms?limit=${MAX_NAMES}`)).items.map((vm) => vm.name);
}

/**
 * Renders a picker.
 * @param {string} id
 * @param {string} label
 * @param {{ vm: string, spec: string }} choice
 * @param {string[]} names
 * @param {(choice: { vm: string, spec: string }) => void} choose
 * @param {any} [more] additional content
 */
export const picker = (id, label, choice, names, choose, more = '') => html`
  <fieldset class="panel picker"><legend>${label}</legend>
    <div class="picker-fields">
      <label>Stored VM <input id="${id}-vm" list="${id}-names" placeholder="name" autocomplete="off" spellcheck="false" .value=${live(choice.vm)}
        @change=${(event) => choose({ vm: event.target.value.trim(), spec: '' })}></label>
      <datalist id="${id}-names">${names.map((name) => html`<option value=${name}></option>`)}</datalist>
      <details ?open=${Boolean(choice.spec)}><summary>Or a spec as JSON</summary>
        <textarea id="${id}-spec" aria-label="${label}: spec as JSON" rows="10" spellcheck="false" .value=${live(choice.spec)}
          @change=${(event) => choose({ vm: '', spec: event.target.value.trim() })}></textarea></details>
      ${more}
    </div>
  </fieldset>`;
