/**
 * The effect of a change on a VM.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { plain } from '../json.js';

const EFFECTS = {
  none: ['idle', 'No effect on QEMU.'],
  live: ['good', 'Applied live to the running QEMU.'],
  'next-start': ['wait', 'Takes effect at the next start.'],
  restart: ['warn', 'A restart is required: the command line changes.'],
};

/** The changed fields and the changed options of the command line. */
export const changeView = (change) => html`
  <section class="panel" aria-labelledby="change-title">
    <div class="panel-head"><h2 id="change-title">Changes</h2><p role="status"><span class="badge ${EFFECTS[change.effect][0]}">${change.effect}</span></p></div>
    <p>${change.fields.length || change.effect === 'restart' ? EFFECTS[change.effect][1] : 'No changes.'}</p>
    ${change.fields.length ? html`<ul class="changes">${change.fields.map((field) => html`
      <li><code>${field.pointer}</code> <span class="badge ${EFFECTS[field.effect][0]}">${field.effect}</span>
        <p class="value"><del>${plain(field.before) || 'not set'}</del> <span aria-hidden="true">→</span> <ins>${plain(field.after) || 'not set'}</ins></p></li>`)}</ul>` : ''}
    ${change.removed.length || change.added.length ? html`<h3>Command line</h3><pre class="output diff" tabindex="0" aria-label="Command line changes">${change.removed.map((option) => html`<del>− ${option.option} ${option.value ?? ''}
</del>`)}${change.added.map((option) => html`<ins>+ ${option.option} ${option.value ?? ''}
</ins>`)}</pre>` : ''}
  </section>`;
