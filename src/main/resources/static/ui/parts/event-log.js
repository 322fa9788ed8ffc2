/**
 * Events, newest first.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { dateOf, timeOf } from '../format.js';
import { empty } from './states.js';

/** Renders the events. */
export const eventLog = (events) => (events.length === 0
  ? empty('No events yet.')
  : html`<div class="events" role="log" aria-label="Events" tabindex="0"><ol>${events.toReversed().map((event) => html`
      <li class=${event.type === 'Normal' ? '' : 'bad'}>
        <time datetime=${event.at} title=${dateOf(event.at)}>${timeOf(event.at)}</time>
        <strong>${event.reason}</strong>
        <span>${event.message}</span>
      </li>`)}</ol></div>`);
