/**
 * Asks for a credential when the service requires authentication.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { whoami } from '../api.js';

/**
 * Renders the form.
 * @param {string} reason why the previous credential was rejected; empty at first
 * @param {() => void} done
 */
export const signIn = (reason, done) => html`
  <dialog class="sign-in" aria-labelledby="sign-in-title"><form @submit=${(event) => {
    event.preventDefault();
    whoami.signIn(new FormData(event.target).get('token').trim());
    done();
  }}>
    <h2 id="sign-in-title">Sign in</h2>
    <p>This service requires authentication with an API key or an access token. It is kept until this tab is closed.</p>
    ${reason ? html`<p class="failure" role="alert">${reason}</p>` : ''}
    <input type="text" name="username" autocomplete="username" hidden>
    <label>API key or access token <input name="token" type="password" autocomplete="current-password" required autofocus></label>
    <button type="submit" class="primary">Sign in</button>
  </form></dialog>`;
