/**
 * Errors and warnings.
 * @module
 */
import { html } from '../lit/lit-html.js';

/**
 * Renders an error or a warning.
 * @param {any} violation
 * @param {'error' | 'warning'} severity
 * @param {(() => void) | null} [show] focuses the field
 */
export const finding = (violation, severity, show = null) => html`
  <li class="finding ${severity}">
    <p class="finding-head"><span class="severity">${severity === 'error' ? 'Error' : 'Warning'}</span>
      ${show ? html`<button type="button" class="link mono" @click=${show}>${violation.pointer || '/'}</button>` : html`<code>${violation.pointer || '/'}</code>`}
      <span class="muted rule">${violation.rule}</span></p>
    <p>${violation.message}</p>
    ${violation.action ? html`<p class="action">${violation.action}</p>` : ''}
    ${violation.qemu ? html`<p class="qemu"><span class="muted">QEMU:</span> <code>${violation.qemu}</code></p>` : ''}
  </li>`;

/** Renders the errors and warnings of a field next to it. */
export const fieldMessages = (id, errors, warnings) => html`
  <div id=${id} class="field-messages">
    ${errors.map((violation) => html`<p class="error">${violation.message}. ${violation.action}.${violation.qemu ? html` <code>${violation.qemu}</code>` : ''}</p>`)}
    ${warnings.map((violation) => html`<p class="warning">${violation.message}. ${violation.action}.</p>`)}
  </div>`;
