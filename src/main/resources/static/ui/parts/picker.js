/**
 * Chooses a definition: a stored VM by its name, or a spec as JSON.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { live } from '../lit/directives/live.js';
import { get } from '../api.js';

const OFFERED = 50;

/** The names that a picker offers. */
export async function offeredNames() {
  return (await get(`/vms?limit=${OFFERED}`)).items.map((vm) => vm.name);
}

/**
 * The picker.
 * @param {string} id
 * @param {string} label
 * @param {{ vm: string, spec: string }} choice
 * @param {string[]} names
 * @param {(choice: { vm: string, spec: string }) => void} choose
 * @param {any} [more] what else belongs there
 */
export const picker = (id, label, choice, names, choose, more = '') => html`
  <fieldset class="panel picker"><legend>${label}</legend>
    <div class="picker-fields">
      <label>Stored VM <input id="${id}-vm" list="${id}-names" placeholder="its name" autocomplete="off" spellcheck="false" .value=${live(choice.vm)}
        @change=${(event) => choose({ vm: event.target.value.trim(), spec: '' })}></label>
      <datalist id="${id}-names">${names.map((name) => html`<option value=${name}></option>`)}</datalist>
      <details ?open=${Boolean(choice.spec)}><summary>or a spec as JSON</summary>
        <textarea id="${id}-spec" aria-label="${label}: spec as JSON" rows="10" spellcheck="false" .value=${live(choice.spec)}
          @change=${(event) => choose({ vm: '', spec: event.target.value.trim() })}></textarea></details>
      ${more}
    </div>
  </fieldset>`;
