/**
 * Imports a command line as a definition.
 * @module
 */
import { html } from '../lit/lit-html.js';

const OUTCOMES = { mapped: 'good', raw: 'warn', dropped: 'bad' };

/**
 * Renders the form and the outcome of each option.
 * @param {any} imported the response of /imports; null before the import
 * @param {(shell: string) => Promise<void>} read
 */
export const importer = (imported, read) => html`
  <details class="panel importer">
    <summary>Import a command line</summary>
    <form @submit=${async (event) => {
    event.preventDefault();
    const output = event.target.querySelector('output');
    output.textContent = '';
    try {
      await read(new FormData(event.target).get('shell'));
    } catch (problem) {
      output.textContent = problem.violations?.[0] ? `${problem.violations[0].message}. ${problem.violations[0].action}.` : problem.message;
    }
  }}>
      <label>QEMU command line <textarea name="shell" rows="3" required spellcheck="false" placeholder="qemu-system-x86_64 -machine q35 -m 1G -incoming defer"></textarea></label>
      <button type="submit">Import</button>
      <output class="error"></output>
    </form>
    ${imported ? html`<table class="cards" role="table"><caption class="hidden">Outcome of each option</caption>
      <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Option</th><th role="columnheader" scope="col">Outcome</th><th role="columnheader" scope="col">Field</th><th role="columnheader" scope="col">Reason</th></tr></thead>
      <tbody role="rowgroup">${imported.tokens.map((token) => html`<tr role="row"><th role="rowheader" scope="row"><code>${token.option} ${token.value ?? ''}</code></th>
        <td role="cell" data-label="Outcome"><span class="badge ${OUTCOMES[token.outcome]}">${token.outcome}</span></td><td role="cell" data-label="Field"><code>${token.pointer}</code></td><td role="cell" data-label="Reason">${token.reason}</td></tr>`)}</tbody></table>` : ''}
  </details>`;
