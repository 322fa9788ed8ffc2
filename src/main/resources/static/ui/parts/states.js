/**
 * The loading, empty and failure states of a view.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { finding } from './violations.js';

/** The content is being loaded. */
export const loading = (what = '') => html`<p class="loading" role="status"><span class="spinner" aria-hidden="true"></span>Loading ${what} …</p>`;

/** There is no content. */
export const empty = (text, hint = '') => html`<div class="empty"><p>${text}</p>${hint ? html`<p class="muted">${hint}</p>` : ''}</div>`;

/**
 * A request failed.
 * @param {import('../api.js').Problem} problem
 * @param {(() => void) | null} [retry] retries the request
 */
export const failure = (problem, retry = null) => html`
  <div class="failure" role="alert">
    <p><strong>${problem.title ?? 'Something went wrong'}</strong> ${problem.message}</p>
    ${problem.action ? html`<p>${problem.action}</p>` : ''}
    ${retry ? html`<button type="button" @click=${retry}>Retry</button>` : ''}
  </div>`;

/**
 * The service rejected the input of the user: the problem and its violations.
 * @param {import('../api.js').Problem} problem
 * @param {(() => void) | null} [retry] retries the request
 */
export const rejection = (problem, retry = null) => html`
  ${failure(problem, retry)}
  <ul>${(problem.violations ?? []).map((violation) => finding(violation, 'error'))}</ul>`;
