/**
 * A VM: its conditions, the timeline of its start, its parameters and capabilities with their layers, the
 * command line, its migrations and live events.
 * @module
 */
import { html, render } from '../lit/lit-html.js';
import { call, get, vmPath, whoami } from '../api.js';
import { follow, throttled } from '../events.js';
import { dateOf } from '../format.js';
import { go, link } from '../router.js';
import { conditionList, guestMark, phaseMark } from '../parts/conditions.js';
import { confirmed } from '../parts/confirm.js';
import { eventLog } from '../parts/event-log.js';
import { migrationTable } from '../parts/migrations.js';
import { capabilityTable, layerLegend, parameterTable } from '../parts/parameters.js';
import { failure, loading } from '../parts/states.js';
import { linkedCommandLine } from '../parts/command-line.js';
import { timeline } from '../parts/timeline.js';

const MAX_EVENTS = 200;
const MAX_MIGRATIONS = 5;
const REFRESH_INTERVAL = 150;

/** Opens the view. */
export function open(container, { name }) {
  const path = vmPath(name);
  const state = { name, vm: null, events: [], migrations: null, specs: new Map(), all: false, highlight: { over: null, pinned: null, token: null }, problem: null, live: null, message: '' };
  const draw = () => render(view(state, actions), container);
  let stop = () => {};
  let sessions = 0;

  async function load() {
    try {
      const [vm, boot, parameters, commandLine, plan] = await Promise.all([
        get(path), get(`${path}/boot`), get(`${path}/parameters`), get(`${path}/command-line`), get(`${path}/plan`)]);
      Object.assign(state, { vm, boot, parameters: parameters.items, capabilities: parameters.capabilities, commandLine, deliveries: plan.deliveries, problem: null });
      if (state.specsOf !== vm.spec.qemu.version) {
        state.specsOf = vm.spec.qemu.version;
        const page = await get(`/qemu-versions/${vm.spec.qemu.version}/migration-parameters`);
        state.specs = new Map(page.items.map((spec) => [spec.name, spec]));
      }
    } catch (problem) {
      state.problem = problem;
    }
    draw();
  }

  async function loadEvents() {
    const page = await get(`${path}/events?limit=${MAX_EVENTS}`);
    state.events = page.items;
    draw();
  }

  async function loadMigrations() {
    state.migrations = await get(`/migrations?vm=${encodeURIComponent(name)}&limit=${MAX_MIGRATIONS}`);
    draw();
  }

  const act = async (message, method, below = '') => {
    try {
      await call(method, path + below);
      state.message = message;
      refresh();
    } catch (problem) {
      state.problem = problem;
      draw();
    }
  };
  const actions = {
    draw,
    load,
    restart: () => act('The restart was requested.', 'POST', '/restart'),
    async remove() {
      if (await confirmed(container, {
        title: `Delete ${name}?`,
        text: `The QEMU of ${name} is stopped, and its definition is deleted.`,
        confirm: 'Delete',
        dismiss: 'Keep',
      })) {
        await act('The VM is being deleted.', 'DELETE');
        if (!state.problem) {
          go('/');
        }
      }
    },
  };

  draw();
  const refresh = throttled(load, REFRESH_INTERVAL);
  async function followEvents() {
    const session = ++sessions;
    await Promise.all([load(), loadEvents().catch(() => {}), loadMigrations().catch(() => {})]);
    if (session !== sessions || !state.vm) {
      return;
    }
    stop = follow(`${path}/events`, String(state.events.at(-1)?.sequence ?? 'latest'), {
      onEvent(event) {
        state.events = [...state.events, event].slice(-MAX_EVENTS);
        draw();
        refresh();
        if (event.reason.startsWith('Migration')) {
          loadMigrations().catch(() => {});
        }
      },
      onGap: refresh,
      onState(live) {
        state.live = live;
        draw();
      },
    });
    // Events between the initial load and the stream are in neither.
    refresh();
  }

  followEvents();

  return {
    redraw: draw,
    resume: followEvents,
    close() {
      sessions++;
      stop();
    },
  };
}

function view(state, actions) {
  const { vm, problem } = state;
  if (!vm) {
    return html`<div class="title"><h1>${state.name}</h1></div>${problem ? failure(problem, actions.load) : loading(state.name)}`;
  }
  const lanes = [...state.parameters, ...state.capabilities].filter((item) => item.desired !== undefined);
  return html`
    <div class="title">
      <h1>${vm.name}</h1>
      ${phaseMark(vm.status.phase)}
      ${guestMark(vm.status)}
      <p class="muted">QEMU ${vm.spec.qemu.version}${vm.spec.runtime === 'simulated' ? ', simulated' : ''} · machine ${vm.spec.machine.type}${vm.spec.machine.resolved ? html` (<code>${vm.spec.machine.resolved}</code>)` : ''} · generation ${vm.generation}${vm.status.observedGeneration < vm.generation ? ` (${vm.status.observedGeneration} observed)` : ''} · created ${dateOf(vm.createdAt)}</p>
      <p class="live ${state.live ? 'on' : ''}" role="status">${state.live === null ? '' : state.live ? 'Live' : 'Reconnecting …'}</p>
      <div class="actions">
        ${whoami.mayWrite ? html`<a class="button" href="#/vms/${encodeURIComponent(vm.name)}/edit">Edit</a>
        <button type="button" @click=${actions.restart} ?disabled=${vm.deleting}>Restart</button>` : ''}
        <a class="button" href="#/migration-plan?source=${encodeURIComponent(vm.name)}">Plan a migration</a>
        <a class="button" href="#/portability?vm=${encodeURIComponent(vm.name)}">Portability</a>
        ${whoami.mayWrite ? html`<button type="button" class="danger" @click=${actions.remove} ?disabled=${vm.deleting}>${vm.deleting ? 'Deleting …' : 'Delete'}</button>` : ''}
      </div>
    </div>
    ${problem ? failure(problem, actions.load) : ''}
    <p class="hidden" role="status">${state.message}</p>
    <section aria-labelledby="conditions-title"><h2 id="conditions-title" class="hidden">Conditions</h2>${conditionList(vm.status.conditions)}</section>
    <section class="panel" aria-labelledby="boot-title">
      <div class="panel-head"><h2 id="boot-title">Start</h2>
        <p class="muted">${state.boot.number === undefined ? 'QEMU has not been started yet; the timeline shows the steps of the release.' : `Boot ${state.boot.number}, started ${dateOf(state.boot.launchedAt)}${state.boot.ended ? `, exited${state.boot.exitStatus === undefined ? '' : ` with status ${state.boot.exitStatus}`}` : ''}`}</p></div>
      ${timeline(state.boot, lanes, vm.status.conditions, state.events)}
      ${vm.status.boot?.stderr?.length ? html`<h3>Standard error</h3><pre class="output" tabindex="0">${vm.status.boot.stderr.join('\n')}</pre>` : ''}
    </section>
    <section class="panel" aria-labelledby="parameters-title">
      <div class="panel-head"><h2 id="parameters-title">Parameters</h2>
        <label class="check"><input type="checkbox" .checked=${state.all} @change=${(event) => {
    state.all = event.target.checked;
    actions.draw();
  }}> all ${state.parameters.length} of QEMU ${vm.spec.qemu.version}</label></div>
      ${layerLegend()}
      ${parameterTable(state.parameters, state.specs, state.all)}
    </section>
    <section class="panel" aria-labelledby="capabilities-title">
      <h2 id="capabilities-title">Capabilities</h2>
      ${capabilityTable(state.capabilities)}
    </section>
    <section class="panel" aria-labelledby="command-line-title">
      <div class="panel-head"><h2 id="command-line-title">Command line</h2>
        <button type="button" class="quiet" @click=${() => copy(state, actions)}>${state.copied ? 'Copied' : 'Copy as shell command'}</button></div>
      ${linkedCommandLine(state.commandLine, state.deliveries, vm.spec, state.highlight, actions.draw)}
    </section>
    <section class="panel" aria-labelledby="migrations-title">
      <div class="panel-head"><h2 id="migrations-title">Migrations</h2>
        ${state.migrations?.nextCursor ? html`<a href=${link('/migrations', [['vm', vm.name]])}>All migrations of ${vm.name}</a>` : ''}</div>
      ${state.migrations?.items.length ? migrationTable(`Migrations of ${vm.name}, newest first`, state.migrations.items) : state.migrations ? html`<p class="muted">There are no migrations from or to this VM.</p>` : ''}
    </section>
    <section class="panel" aria-labelledby="events-title">
      <h2 id="events-title">Events</h2>
      ${eventLog(state.events)}
    </section>`;
}

async function copy(state, actions) {
  await navigator.clipboard.writeText(state.commandLine.shell);
  state.copied = true;
  actions.draw();
}
