/**
 * Asks for a key when the service wants to know who calls.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { whoami } from '../api.js';

/**
 * The form.
 * @param {string} reason why the last key was refused; empty at first
 * @param {() => void} done
 */
export const signIn = (reason, done) => html`
  <dialog class="sign-in" aria-labelledby="sign-in-title"><form @submit=${(event) => {
    event.preventDefault();
    whoami.signIn(new FormData(event.target).get('token').trim());
    done();
  }}>
    <h2 id="sign-in-title">Sign in</h2>
    <p>This service wants to know who calls. An API key or an access token will do; it is forgotten when this tab is closed.</p>
    ${reason ? html`<p class="failure" role="alert">${reason}</p>` : ''}
    <input type="text" name="who" autocomplete="username" hidden>
    <label>API key or token <input name="token" type="password" autocomplete="current-password" required autofocus></label>
    <button type="submit" class="primary">Sign in</button>
  </form></dialog>`;
