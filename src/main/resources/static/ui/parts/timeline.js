/**
 * The boot steps of QEMU, with a lane for every requested parameter and capability.
 * @module
 */
import { html, svg } from '../lit/lit-html.js';
import { after, humanized } from '../format.js';

/** Steps that matter for migration. */
const MILESTONES = {
  'migration-object-created': 'The migration object is created',
  'incoming-started': 'The incoming migration starts',
  'monitor-ready': 'The monitor is ready',
};

/**
 * @typedef {{ name: string, verdict: string, appliedAtStep?: string, layer?: string }} Lane
 */

/**
 * Renders the timeline.
 * @param {any} boot the response of /boot
 * @param {Lane[]} lanes the requested parameters and capabilities
 * @param {any[]} conditions
 * @param {any[]} events oldest first
 */
export function timeline(boot, lanes, conditions, events) {
  const steps = boot.steps;
  const lastReached = steps.findLastIndex((step) => step.at);
  const objectAt = steps.findIndex((step) => step.step === 'migration-object-created');
  const trueCondition = (type) => conditions.find((condition) => condition.type === type && condition.status === 'True');
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Boot timeline">
    <table class="timeline">
      <thead><tr>
        <th scope="col">Phase</th><th scope="col">Step</th><th scope="col">Elapsed</th>
        ${lanes.map((lane) => html`<th scope="col" class="lane-head"><span>${lane.name}</span></th>`)}
        <th scope="col">Description</th>
      </tr></thead>
      <tbody>
        ${steps.map((step, index) => {
    const firstOfPhase = index === 0 || steps[index - 1].phase !== step.phase;
    const state = step.at ? 'reached' : index < lastReached ? 'skipped' : 'ahead';
    return html`
          <tr class="${state} ${firstOfPhase ? 'first' : ''} ${step.step in MILESTONES ? 'milestone' : ''}">
            <td class="phase">${firstOfPhase ? humanized(step.phase) : ''}</td>
            <th scope="row">${humanized(step.step)}</th>
            <td class="number">${step.at ? after(boot.launchedAt, step.at) : html`<span class="muted">${state === 'skipped' ? 'skipped' : 'not yet'}</span>`}</td>
            ${lanes.map((lane) => laneCell(lane, step, index, steps, objectAt, lastReached))}
            <td class="description">${description(step, lanes, boot)}</td>
          </tr>`;
  })}
        ${[['Applied', 'The controller has set all values over QMP'], ['Verified', 'The controller has verified all values']].map(([type, text]) => {
    const condition = trueCondition(type);
    return html`
          <tr class="${condition ? 'reached' : 'ahead'} milestone ${type === 'Applied' ? 'first' : ''}">
            <td class="phase">${type === 'Applied' ? 'controller' : ''}</td>
            <th scope="row">${type.toLowerCase()}</th>
            <td class="number">${condition ? after(boot.launchedAt, condition.lastTransitionTime) : html`<span class="muted">not yet</span>`}</td>
            ${lanes.map((lane) => endCell(lane, type))}
            <td class="description">${condition ? html`<strong>${text}</strong>: ${condition.message}` : conditions.find((each) => each.type === type)?.message ?? ''}</td>
          </tr>`;
  })}
        ${listening(boot, lanes, events)}
      </tbody>
    </table>
    </div>
    <p class="legend muted" aria-hidden="true">
      <span>${mark('readable')} readable</span><span>${mark('applied')} in effect</span><span>${mark('verified')} verified</span><span>${mark('late')} too late</span><span>${mark('differs')} differs</span></p>`;
}

function laneCell(lane, step, index, steps, objectAt, lastReached) {
  const readableAt = steps.findIndex((each) => each.readable.includes(lane.name));
  const appliedAt = steps.findIndex((each) => each.step === lane.appliedAtStep);
  const words = [];
  let kind = '';
  if (index === readableAt && step.at) {
    kind = 'readable';
    words.push('readable');
  }
  if (index === appliedAt) {
    kind = 'applied';
    words.push('in effect');
  }
  const line = index > lastReached ? '' : index >= appliedAt && appliedAt >= 0 ? 'solid' : index >= readableAt && readableAt >= 0 ? 'thin' : '';
  const top = index === appliedAt ? 'thin' : line;
  return html`<td class="lane ${lineClasses(index === readableAt ? '' : top, line)}">${kind ? mark(kind) : ''}<span class="hidden">${words.length ? `${lane.name} ${words.join(' and ')}` : ''}</span></td>`;
}

function endCell(lane, type) {
  const outcome = { Verified: 'verified', TooLate: 'late', Differs: 'differs' }[lane.verdict];
  if (type === 'Applied') {
    return html`<td class="lane ${lane.appliedAtStep ? lineClasses('solid', 'solid') : ''}"></td>`;
  }
  return html`<td class="lane ${lineClasses(outcome && lane.appliedAtStep ? 'solid' : '', '')}">${outcome ? mark(outcome) : ''}<span class="hidden">${lane.name} ${lane.verdict}</span></td>`;
}

/** When the controller started the incoming migration of a VM with deferred listening. */
function listening(boot, lanes, events) {
  const event = events.slice(events.findLastIndex((each) => each.reason === 'Launched') + 1).findLast((each) => each.reason === 'Listening');
  return event ? html`
        <tr class="reached milestone">
          <td class="phase"></td>
          <th scope="row">listening</th>
          <td class="number">${after(boot.launchedAt, event.at)}</td>
          ${lanes.map(() => html`<td class="lane"></td>`)}
          <td class="description"><strong>The incoming migration starts</strong>: ${event.message}</td>
        </tr>` : '';
}

/** The classes for the line of a lane above and below the middle of its cell. */
const lineClasses = (above, below) => `${above ? `above-${above}` : ''} ${below ? `below-${below}` : ''}`;

const mark = (kind) => html`<svg class="lane-mark" viewBox="0 0 16 16" aria-hidden="true">${dot(kind, 8)}</svg>`;

function dot(kind, y) {
  switch (kind) {
    case 'readable':
      return svg`<circle class="dot readable" cx="8" cy=${y} r="4"></circle>`;
    case 'applied':
      return svg`<circle class="dot applied" cx="8" cy=${y} r="5"></circle>`;
    case 'verified':
      return svg`<circle class="dot verified" cx="8" cy=${y} r="7"></circle><path class="tick" d="M4.6 ${y}l2.4 2.6 4.4-5"></path>`;
    case 'late':
      return svg`<circle class="dot late" cx="8" cy=${y} r="7"></circle><path class="tick" d="M8 ${y - 4}v4l3 2"></path>`;
    default:
      return svg`<circle class="dot differs" cx="8" cy=${y} r="7"></circle><path class="tick" d="M5 ${y - 3}l6 6m0 -6l-6 6"></path>`;
  }
}

function description(step, lanes, boot) {
  const requested = lanes.filter((lane) => step.readable.includes(lane.name));
  const others = step.readable.length - requested.length;
  const applied = lanes.filter((lane) => lane.appliedAtStep === step.step);
  return html`
    ${step.step in MILESTONES ? html`<strong>${MILESTONES[step.step]}. </strong>` : ''}
    ${step.readable.length ? html`<span>Readable from here: ${names(requested)}${requested.length && others ? ' and ' : ''}${others ? `${others} others` : ''}. </span>` : ''}
    ${applied.length ? html`<span>In effect from here: ${names(applied)}. </span>` : ''}
    ${step.step === 'monitor-ready' && boot.ended ? html`<strong>QEMU exited${boot.exitStatus === undefined ? '' : ` with status ${boot.exitStatus}`}.</strong>` : ''}`;
}

const names = (lanes) => lanes.map((lane, index) => html`${index ? ', ' : ''}<code>${lane.name}</code>`);
