/**
 * The loading, empty and failure states of a view.
 * @module
 */
import { html } from '../lit/lit-html.js';

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
