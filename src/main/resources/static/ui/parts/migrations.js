/**
 * Migrations as a table, and their outcomes as badges.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { dateOf, duration, size } from '../format.js';

/** The phases of a migration, in order. */
export const PHASES = ['Preparing', 'Applying', 'Starting', 'Running', 'Restoring', 'Ended'];

const TONES = { Completed: 'good', Failed: 'bad', Cancelled: 'idle' };

/** The tone of the outcome of a migration: good, bad, idle, or wait until it has ended. */
export const outcomeTone = ({ ending }) => (ending ? TONES[ending.result] ?? 'wait' : 'wait');

/** The outcome of a migration, or its phase until it has ended, as a badge. */
export const outcomeMark = (migration) => html`<span class="badge outcome ${outcomeTone(migration)}">${migration.ending?.result ?? (migration.cancelled ? 'Cancelling' : migration.phase)}</span>`;

/** The milliseconds from the request of a migration to its end; null until it has ended. */
export const durationOf = ({ createdAt, endedAt }) => (endedAt ? Date.parse(endedAt) - Date.parse(createdAt) : null);

/**
 * Renders migrations.
 * @param {string} caption
 * @param {any[]} migrations newest first
 */
export const migrationTable = (caption, migrations) => html`
  <table class="cards" role="table">
    <caption class="hidden">${caption}</caption>
    <thead role="rowgroup"><tr role="row">
      ${['Migration', 'Outcome', 'Transferred', 'Downtime', 'Duration', 'Requested'].map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}
    </tr></thead>
    <tbody role="rowgroup">${migrations.map(row)}</tbody>
  </table>`;

function row(migration) {
  const { id, request, progress, ending, createdAt } = migration;
  const milliseconds = durationOf(migration);
  return html`
    <tr role="row">
      <th role="rowheader" scope="row"><a href="#/migrations/${encodeURIComponent(id)}">${request.source} → ${request.destination}</a></th>
      <td role="cell" data-label="Outcome">${outcomeMark(migration)}${ending?.result === 'Failed' ? html` <span class="muted">${ending.reason}</span>` : ''}</td>
      <td role="cell" data-label="Transferred" class="number">${progress ? size(progress.transferredBytes) : ''}</td>
      <td role="cell" data-label="Downtime" class="number">${ending?.result === 'Completed' && typeof progress?.downtimeMillis === 'number' ? duration(progress.downtimeMillis) : ''}</td>
      <td role="cell" data-label="Duration" class="number">${milliseconds === null ? '' : duration(milliseconds)}</td>
      <td role="cell" data-label="Requested" class="number"><time datetime=${createdAt}>${dateOf(createdAt)}</time></td>
    </tr>`;
}
