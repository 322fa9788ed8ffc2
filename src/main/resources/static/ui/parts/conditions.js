/**
 * Conditions and phases as badges with text alternatives.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { timeOf, dateOf } from '../format.js';

/** Conditions that are healthy when False; all others are healthy when True. */
const ALARMS = new Set(['Degraded', 'RestartRequired']);

/** Conditions that are False until the VM reaches the milestone; the condition Degraded reports failures. */
const MILESTONES = new Set(['Launched', 'MigrationObjectReady']);

/** The tone of a condition: good, bad, warn, wait or idle. */
export function tone(type, status) {
  if (ALARMS.has(type)) {
    return status === 'True' ? (type === 'Degraded' ? 'bad' : 'warn') : 'idle';
  }
  return { True: 'good', False: MILESTONES.has(type) ? 'wait' : 'bad' }[status] ?? 'wait';
}

/** One condition as a badge. */
export const badge = (condition) => html`
  <span class="badge ${tone(condition.type, condition.status)}" title="${condition.reason}: ${condition.message}">${condition.type} <b>${condition.status}</b></span>`;

/** The phase of a VM as a badge. */
export const phaseMark = (phase) => html`<span class="badge phase ${{ Running: 'good', Failed: 'bad', Unknown: 'bad', Stopped: 'idle', Migrated: 'idle' }[phase] ?? 'wait'}">${phase}</span>`;

const GUEST_TONES = { Here: 'good', Awaited: 'wait', Unknown: 'bad' };

/** Where the guest of a VM is, with the run state of QEMU. */
export const guestMark = ({ guest, runState }) => html`
  <span class="badge ${GUEST_TONES[guest.location] ?? 'idle'}" title=${runState ? `QEMU is in run state ${runState}` : 'QEMU does not run'}>${guest.location}${runState ? html` <b>${runState}</b>` : ''}</span>
  ${guest.vm ? html`<a href="#/vms/${encodeURIComponent(guest.vm)}">${guest.vm}</a>` : ''}`;

/** The lifecycle conditions as a row of small marks, with text for screen readers. */
export const strip = (conditions) => html`
  <span class="strip">${conditions.filter((condition) => !ALARMS.has(condition.type)).map((condition) => html`<span
    class="mark ${tone(condition.type, condition.status)}" title="${condition.type} ${condition.status}: ${condition.message}"><span class="hidden">${condition.type} ${condition.status}; </span></span>`)}</span>
  ${conditions.filter((condition) => ALARMS.has(condition.type) && condition.status === 'True').map(badge)}`;

/** All conditions with reason, message and time of the last transition. */
export const conditionList = (conditions) => html`
  <ol class="conditions">
    ${conditions.map((condition) => html`
      <li class=${tone(condition.type, condition.status)}>
        <p><strong>${condition.type}</strong> <span class="truth">${condition.status}</span></p>
        <p class="reason">${condition.reason}</p>
        <p class="muted">${condition.message}</p>
        <p class="muted"><time datetime=${condition.lastTransitionTime} title=${dateOf(condition.lastTransitionTime)}>${timeOf(condition.lastTransitionTime)}</time></p>
      </li>`)}
  </ol>`;
