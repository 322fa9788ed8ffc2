/**
 * What a view shows while it has nothing to show.
 * @module
 */
import { html } from '../lit/lit-html.js';

/** Something is on its way. */
export const loading = (what = '') => html`<p class="loading" role="status"><span class="spinner" aria-hidden="true"></span>Loading ${what} …</p>`;

/** There is nothing. */
export const empty = (text, hint = '') => html`<div class="empty"><p>${text}</p>${hint ? html`<p class="muted">${hint}</p>` : ''}</div>`;

/**
 * Something went wrong.
 * @param {import('../api.js').Problem} problem
 * @param {(() => void) | null} [again] what to do to try again
 */
export const failure = (problem, again = null) => html`
  <div class="failure" role="alert">
    <p><strong>${problem.title ?? 'Something went wrong'}</strong> ${problem.message}</p>
    ${problem.action ? html`<p>${problem.action}</p>` : ''}
    ${again ? html`<button type="button" @click=${again}>Try again</button>` : ''}
  </div>`;
