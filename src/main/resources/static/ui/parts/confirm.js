/**
 * Asks for confirmation in a dialog of the page.
 * @module
 */
import { html, render } from '../lit/lit-html.js';

/**
 * Opens a dialog in a view, which closes it when the user leaves the view.
 * @param {HTMLElement} container of the view
 * @param {{ title: string, text: string, confirm: string, dismiss: string }} question with the texts of both buttons
 * @returns {Promise<boolean>} whether the user confirms
 */
export function confirmed(container, { title, text, confirm, dismiss }) {
  const host = document.createElement('div');
  container.append(host);
  render(html`
    <dialog aria-labelledby="confirm-title" aria-describedby="confirm-text"><form method="dialog">
      <h2 id="confirm-title">${title}</h2>
      <p id="confirm-text">${text}</p>
      <div class="actions"><button value="dismiss" autofocus>${dismiss}</button><button value="confirm" class="danger">${confirm}</button></div>
    </form></dialog>`, host);
  const dialog = host.querySelector('dialog');
  return new Promise((done) => {
    dialog.addEventListener('close', () => {
      host.remove();
      done(dialog.returnValue === 'confirm');
    });
    dialog.showModal();
  });
}
