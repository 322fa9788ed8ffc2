/**
 * The colour theme: that of the system, unless the user chooses another one.
 * @module
 */
import { html } from './lit/lit-html.js';

const STORED = 'outset.theme';
const NEXT = { '': 'light', light: 'dark', dark: '' };
const NAMES = { '': 'System', light: 'Light', dark: 'Dark' };

function chosen() {
  const theme = localStorage.getItem(STORED) ?? '';
  return theme in NAMES ? theme : '';
}

function apply() {
  document.documentElement.dataset.theme = chosen();
}

apply();

/** A button that switches to the next theme. */
export function themeSwitch(changed) {
  const theme = chosen();
  return html`<button type="button" class="quiet" aria-label="Colours: ${NAMES[theme]}. Switch to ${NAMES[NEXT[theme]]}"
    @click=${() => {
      localStorage.setItem(STORED, NEXT[theme]);
      apply();
      changed();
    }}><svg aria-hidden="true" viewBox="0 0 16 16" width="14" height="14"><circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor"/></svg> ${NAMES[theme]}</button>`;
}
