/**
 * A migration: both VMs, its phase and result, its progress as charts, and the settings that it changed.
 * @module
 */
import { html, render } from '../lit/lit-html.js';
import { call, get, vmPath, whoami } from '../api.js';
import { follow, poll, throttled } from '../events.js';
import { bytes, count, dateOf, duration, size, withUnit } from '../format.js';
import { plain } from '../json.js';
import { link } from '../router.js';
import { chart, valueTable } from '../parts/chart.js';
import { phaseMark } from '../parts/conditions.js';
import { confirmed } from '../parts/confirm.js';
import { durationOf, outcomeMark, outcomeTone, PHASES } from '../parts/migrations.js';
import { failure, loading } from '../parts/states.js';
import { finding } from '../parts/violations.js';

const POLL_INTERVAL = 1000;
const REFRESH_INTERVAL = 500;
const SIDES = ['source', 'destination'];
const GUESTS = { None: 'not started', Awaited: 'awaited', Here: 'here', Elsewhere: 'on another VM', Unknown: 'unknown' };

const BYTES = { base: 2, format: size };
const RATE = { base: 2, format: (value) => `${size(value)}/s` };
const MILLISECONDS = { base: 10, format: duration };
const NUMBER = { base: 10, format: count };

/** The charts: a title, the unit, and the fields of the progress by the name of their series. */
const CHARTS = [
  ['Memory', BYTES, { remaining: 'remainingBytes', transferred: 'transferredBytes' }],
  ['Rates', RATE, { throughput: 'throughputBytesPerSecond', dirtied: 'dirtyBytesPerSecond' }],
  ['Downtime', MILLISECONDS, { expected: 'expectedDowntimeMillis', actual: 'downtimeMillis' }],
  ['Iterations', NUMBER, { iterations: 'iterations' }],
];

/** Opens the view. */
export function open(container, { name: id }) {
  const path = `/migrations/${encodeURIComponent(id)}`;
  const state = { id, migration: null, series: [], vms: {}, specs: new Map(), problem: null, live: null };
  const draw = () => render(view(state, actions), container);
  let stopStream = () => {};
  let stopPolling = () => {};
  let sessions = 0;

  /** Loads the migration and returns whether to continue. */
  async function load() {
    try {
      const [migration, progress] = await Promise.all([get(path), get(`${path}/progress`)]);
      Object.assign(state, { migration, series: progress.items, problem: null });
    } catch (problem) {
      state.problem = problem;
    }
    draw();
    return state.problem ? isTemporary(state.problem) : state.migration.phase !== 'Ended';
  }

  async function loadVms() {
    const { source, destination } = state.migration.request;
    try {
      const [from, to] = await Promise.all([source, destination].map(vmOrNull));
      state.vms = { source: from, destination: to };
      const version = (from ?? to)?.spec.qemu.version;
      if (version && state.specsOf !== version) {
        state.specsOf = version;
        const page = await get(`/qemu-versions/${version}/migration-parameters`);
        state.specs = new Map(page.items.map((spec) => [spec.name, spec]));
      }
    } catch (problem) {
      state.problem = problem;
    }
    draw();
  }

  function stop() {
    sessions++;
    stopStream();
    stopPolling();
  }

  async function start() {
    stop();
    const session = sessions;
    const isRunning = await load();
    if (session !== sessions || !state.migration) {
      return;
    }
    if (isRunning) {
      stopPolling = poll(load, POLL_INTERVAL);
    }
    const refresh = throttled(loadVms, REFRESH_INTERVAL);
    const { source, destination } = state.migration.request;
    refresh();
    stopStream = follow('/events', 'latest', {
      onEvent: ({ vm }) => (vm === source || vm === destination) && refresh(),
      onGap: refresh,
      onState(live) {
        state.live = live;
        draw();
      },
    });
  }

  const actions = {
    reload: start,
    async cancel() {
      const { source, destination } = state.migration.request;
      const confirms = await confirmed(container, {
        title: 'Cancel this migration?',
        text: `The guest continues to run on ${source} and is not migrated to ${destination}. After the switchover, a migration can no longer be cancelled.`,
        confirm: 'Cancel the migration',
        dismiss: 'Continue',
      });
      if (!confirms) {
        return;
      }
      try {
        state.migration = (await call('POST', `${path}/cancel`)).body;
      } catch (problem) {
        state.problem = problem;
      }
      draw();
    },
  };

  draw();
  start();

  return {
    redraw: draw,
    resume: start,
    close: stop,
  };
}

/** Whether a request that fails now may succeed later. */
const isTemporary = ({ status }) => status === 0 || status === 429 || status >= 500;

/** A VM; null if it has been deleted. */
const vmOrNull = (name) => get(vmPath(name)).catch((problem) => {
  if (problem.status === 404) {
    return null;
  }
  throw problem;
});

function view(state, actions) {
  const { migration, problem } = state;
  if (!migration) {
    return html`<div class="title"><h1>Migration</h1></div>${problem ? failure(problem, actions.reload) : loading('the migration')}`;
  }
  const { request, ending } = migration;
  const milliseconds = durationOf(migration);
  return html`
    <div class="title">
      <h1>${request.source} → ${request.destination}</h1>
      ${outcomeMark(migration)}
      <p class="muted">requested ${dateOf(migration.createdAt)}${milliseconds === null ? '' : ` · ended after ${duration(milliseconds)}`} · <code>${migration.id}</code></p>
      <p class="live ${state.live ? 'on' : ''}" role="status">${state.live === null ? '' : state.live ? 'Live' : 'Reconnecting …'}</p>
      <div class="actions">
        <a class="button" href=${link('/migration-plan', [['source', request.source], ['destination', request.destination], ['address', request.address]])}>Plan again</a>
        ${whoami.mayWrite && !ending ? html`<button type="button" class="danger" ?disabled=${migration.cancelled} @click=${actions.cancel}>${migration.cancelled ? 'Cancelling …' : 'Cancel'}</button>` : ''}
      </div>
    </div>
    ${problem ? failure(problem, actions.reload) : ''}
    <p class="hidden" role="status">${ending ? '' : migration.cancelled ? 'The cancellation was requested.' : `Phase: ${migration.phase}`}</p>
    <div class="sides">${SIDES.map((side) => vmPanel(side, request[side], state.vms[side]))}</div>
    ${ending ? result(migration) : phases(migration)}
    <section class="panel" aria-labelledby="progress-title">
      <h2 id="progress-title">Progress</h2>
      ${progressOf(migration, state.series)}
    </section>
    ${migration.changes.length || ending ? changes(migration.changes, state.specs) : ''}
    ${requestPanel(request, migration.findings, state.specs)}`;
}

function vmPanel(side, name, vm) {
  const title = html`<div class="panel-head"><h2 id="${side}-title"><span class="muted">${side === 'source' ? 'Source' : 'Destination'}</span> ${vm === null ? name : html`<a href="#/vms/${encodeURIComponent(name)}">${name}</a>`}</h2>${vm ? phaseMark(vm.status.phase) : ''}</div>`;
  return html`
    <section class="panel" aria-labelledby="${side}-title">
      ${title}
      ${vm === undefined ? loading(name) : vm === null ? html`<p class="muted">This VM has been deleted.</p>` : facts([
    ['QEMU', `${vm.spec.qemu.version}${vm.spec.runtime === 'simulated' ? ', simulated' : ''}`],
    ['Machine', html`<code>${vm.spec.machine.type}</code>`],
    ['Memory', bytes(vm.spec.memory.size)],
    ['Run state', vm.status.runState && html`<code>${vm.status.runState}</code>`],
    ['Guest', guestOf(vm.status.guest)],
  ])}
    </section>`;
}

const guestOf = (guest) => guest && (guest.location === 'Elsewhere' && guest.vm ? html`on <a href="#/vms/${encodeURIComponent(guest.vm)}">${guest.vm}</a>` : GUESTS[guest.location] ?? guest.location);

/** Names with their values, without those that are not known. */
const facts = (entries) => html`<dl class="facts">${entries.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

const phases = ({ phase }) => html`
  <ol class="phase-steps" aria-label="Phases">${PHASES.map((each, index) => html`<li class=${index < PHASES.indexOf(phase) ? 'past' : ''} aria-current=${each === phase ? 'step' : 'false'}>${each}</li>`)}</ol>`;

function result(migration) {
  const { result: outcome, message, reason } = migration.ending;
  return html`
    <section class="verdict ${outcomeTone(migration)}" role="status">
      <p class="verdict-word">${outcome}</p>
      <p>${message}. ${reason === outcome ? '' : html`<span class="muted">Reason: ${reason}.</span>`}</p>
    </section>`;
}

function progressOf({ progress }, series) {
  if (!progress) {
    return html`<p class="muted">No memory has been transferred.</p>`;
  }
  const times = series.map(({ at }) => Date.parse(at) - Date.parse(series[0].at));
  const charts = CHARTS.map(([title, unit, fields]) => ({
    title,
    unit,
    series: Object.entries(fields).map(([name, field]) => ({ name, values: series.map((sample) => sample[field] ?? null), format: unit.format })),
  }));
  return html`
    ${facts([
    ['Status', html`<code>${progress.status}</code>`],
    ['Memory', size(progress.totalBytes)],
    ['Transferred', size(progress.transferredBytes)],
    ['Remaining', size(progress.remainingBytes)],
    ['Iterations', count(progress.iterations)],
    ['Total time', duration(progress.totalMillis)],
    ['Downtime', isNumber(progress.downtimeMillis) ? duration(progress.downtimeMillis) : ''],
    ['CPU throttle', progress.cpuThrottlePercentage ? `${progress.cpuThrottlePercentage} %` : ''],
  ])}
    ${series.length === 0 ? '' : html`
    <div class="charts">${charts.map(({ title, unit, series: lines }) => chart(title, times, lines, unit))}</div>
    ${valueTable(times, charts.flatMap(({ series: lines }) => lines))}`}`;
}

const isNumber = (value) => typeof value === 'number';

function changes(items, specs) {
  const valueOf = (name, value) => withUnit(value, specs.get(name)?.unit) || '—';
  return html`
    <section class="panel" aria-labelledby="changes-title">
      <h2 id="changes-title">Changed settings</h2>
      ${items.length === 0 ? html`<p class="muted">The migration changed no settings.</p>` : html`
      <div class="scroll" tabindex="0" role="region" aria-label="Settings before, during and after the migration">
      <table>
        <thead><tr>${['Setting', 'Side', 'Before', 'During', 'After'].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
        <tbody>${items.map(({ side, kind, name, before, during, after }) => html`<tr>
          <th scope="row"><code>${name}</code>${kind === 'capability' ? html` <span class="muted">capability</span>` : ''}</th>
          <td>${side}</td>
          <td class="value">${valueOf(name, before)}</td><td class="value">${valueOf(name, during)}</td>
          <td class="value">${valueOf(name, after)}</td></tr>`)}</tbody>
      </table></div>`}
    </section>`;
}

function requestPanel(request, findings, specs) {
  const settings = [...Object.entries(request.capabilities), ...Object.entries(request.parameters)];
  return html`
    <section class="panel" aria-labelledby="request-title">
      <h2 id="request-title">Request</h2>
      ${facts([
    ['Address', request.address ? html`<code>${request.address}</code>` : 'from the destination'],
    ['Destination settings', request.destinationSettings.replace('-', ' ')],
    ['Settings', settings.length ? settings.map(([name, value]) => html`<code>${name}=${withUnit(value, specs.get(name)?.unit) || plain(value)}</code> `) : 'from the definitions'],
    ['Timeout', request.timeout ? duration(parseInt(request.timeout, 10)) : 'none'],
    ['Override', request.override ? 'yes: started although the plan predicted a failure' : ''],
  ])}
      ${findings.length ? html`<h3>Findings of the plan</h3>
      <ul>${findings.map((each) => finding({ ...each, pointer: `/${each.side}${each.pointer}`, action: each.change }, each.severity))}</ul>` : ''}
    </section>`;
}
