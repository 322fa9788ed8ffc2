/**
 * What a change does to the VM as it is.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { plain } from '../json.js';

const WORDS = {
  none: ['idle', 'Nothing changes for QEMU.'],
  live: ['good', 'Live: the running QEMU takes it over.'],
  'next-start': ['wait', 'It counts from the next start on.'],
  restart: ['warn', 'A restart is needed: QEMU runs with another command line.'],
};

/** The difference, field by field, and what moves on the command line. */
export const changeView = (change) => html`
  <section class="panel" aria-labelledby="change-title">
    <div class="panel-head"><h2 id="change-title">Difference to what runs</h2><p role="status"><span class="badge ${WORDS[change.effect][0]}">${change.effect}</span></p></div>
    <p>${change.fields.length || change.effect === 'restart' ? WORDS[change.effect][1] : 'Nothing is changed.'}</p>
    ${change.fields.length ? html`<ul class="changes">${change.fields.map((field) => html`
      <li><code>${field.pointer}</code> <span class="badge ${WORDS[field.effect][0]}">${field.effect}</span>
        <p class="value"><del>${plain(field.before) || 'nothing'}</del> <span aria-hidden="true">→</span> <ins>${plain(field.after) || 'nothing'}</ins></p></li>`)}</ul>` : ''}
    ${change.removed.length || change.added.length ? html`<h3>Command line</h3><pre class="output diff" tabindex="0" aria-label="Change of the command line">${change.removed.map((option) => html`<del>− ${option.option} ${option.value ?? ''}
</del>`)}${change.added.map((option) => html`<ins>+ ${option.option} ${option.value ?? ''}
</ins>`)}</pre>` : ''}
  </section>`;
