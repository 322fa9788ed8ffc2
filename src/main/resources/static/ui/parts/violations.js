/**
 * Faults and hints.
 * @module
 */
import { html } from '../lit/lit-html.js';

/**
 * One fault or hint.
 * @param {any} violation
 * @param {'error' | 'warning'} severity
 * @param {(() => void) | null} [show] goes to the field
 */
export const finding = (violation, severity, show = null) => html`
  <li class="finding ${severity}">
    <p class="finding-head"><span class="severity">${severity === 'error' ? 'Fault' : 'Hint'}</span>
      ${show ? html`<button type="button" class="link mono" @click=${show}>${violation.pointer || '/'}</button>` : html`<code>${violation.pointer || '/'}</code>`}
      <span class="muted rule">${violation.rule}</span></p>
    <p>${violation.message}</p>
    ${violation.action ? html`<p class="action">${violation.action}</p>` : ''}
    ${violation.qemu ? html`<p class="qemu"><span class="muted">QEMU:</span> <code>${violation.qemu}</code></p>` : ''}
  </li>`;

/** The faults and hints right at a field. */
export const beside = (id, errors, warnings) => html`
  <div id=${id} class="beside">
    ${errors.map((violation) => html`<p class="error">${violation.message}. ${violation.action}.${violation.qemu ? html` <code>${violation.qemu}</code>` : ''}</p>`)}
    ${warnings.map((violation) => html`<p class="warning">${violation.message}. ${violation.action}.</p>`)}
  </div>`;
