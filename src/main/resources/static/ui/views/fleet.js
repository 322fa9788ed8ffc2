/**
 * The fleet: live counts and a table of VMs, with the filters in the URL.
 * @module
 */
import { html, render, svg } from '../lit/lit-html.js';
import { get, whoami } from '../api.js';
import { follow, throttled } from '../events.js';
import { count, counted, dateOf, bytes } from '../format.js';
import { go, link } from '../router.js';
import { empty, loading, rejection } from '../parts/states.js';
import { guestMark, phaseMark, strip, tone } from '../parts/conditions.js';

const FILTERS = ['condition', 'guest', 'runState', 'qemuVersion', 'label', 'parameter', 'capability', 'cursor'];
const REFRESH_INTERVAL = 1000;

/** Opens the view. */
export function open(container, route) {
  const state = { query: route.query, fleet: null, page: null, problem: null, live: null };
  const draw = () => render(view(state, load), container);

  async function load() {
    const query = state.query;
    try {
      const [fleet, page] = await Promise.all([get(`/fleet?${new URLSearchParams(query.getAll('label').filter(Boolean).map((label) => ['label', label]))}`), get(`/vms?${listQuery(query)}`)]);
      if (query === state.query) {
        Object.assign(state, { fleet, page, problem: null });
        draw();
      }
    } catch (problem) {
      if (query === state.query) {
        state.problem = problem;
        draw();
      }
    }
  }

  draw();
  const refresh = throttled(load, REFRESH_INTERVAL);
  let stop = () => {};
  let sessions = 0;
  async function followEvents() {
    const session = ++sessions;
    await load();
    if (session === sessions) {
      stop = follow('/events', 'latest', {
        onEvent: refresh,
        onGap: refresh,
        onState: (live) => {
          state.live = live;
          draw();
        },
      });
    }
  }

  followEvents();

  return {
    redraw: draw,
    resume: followEvents,
    update(next) {
      state.query = next.query;
      draw();
      load();
    },
    close() {
      sessions++;
      stop();
    },
  };
}

function listQuery(query) {
  return new URLSearchParams([...query].filter(([name, value]) => FILTERS.includes(name) && value)).toString();
}

function view(state, load) {
  return html`
    <div class="title">
      <h1>Fleet</h1>
      ${state.fleet ? html`<p class="muted">${counted(state.fleet.total, 'VM')}</p>` : ''}
      <p class="live ${state.live ? 'on' : ''}" role="status">${state.live === null ? '' : state.live ? 'Live' : 'Reconnecting …'}</p>
      ${whoami.mayWrite ? html`<a class="button primary" href="#/new">New VM</a>` : ''}
    </div>
    ${state.problem ? rejection(state.problem, load) : ''}
    ${state.fleet ? summary(state.fleet, state.query) : ''}
    ${state.page ? [filters(state.query, state.fleet), table(state)] : state.problem ? '' : loading('the fleet')}`;
}

function summary(fleet, query) {
  return html`
    <section class="summary" aria-label="Counts">
      <div>
        <h2>Conditions</h2>
        <ul class="counts">
          ${fleet.conditions.map((condition) => html`
            <li><span class="counts-name">${condition.type}</span>
              ${bar(Object.entries(condition.statuses).map(([status, vms]) => [tone(condition.type, status), vms]), fleet.total)}
              <span class="counts-links">${['True', 'False', 'Unknown'].filter((status) => condition.statuses[status]).map((status) => {
    const value = `${condition.type}:${status}`;
    return html`<a href=${filterLink(query, 'condition', value)} aria-current=${query.get('condition') === value ? 'true' : 'false'}><b>${count(condition.statuses[status])}</b> ${status}</a>`;
  })}</span></li>`)}
        </ul>
      </div>
      <div>
        <h2>QEMU releases</h2>
        <ul class="counts">
          ${fleet.versions.map(({ version, vms }) => html`
            <li><span class="counts-name">${version}</span>
              ${bar([['plain', vms]], fleet.total)}
              <span class="counts-links"><a href=${filterLink(query, 'qemuVersion', version)} aria-current=${query.get('qemuVersion') === version ? 'true' : 'false'}><b>${count(vms)}</b> <span class="hidden">VMs with ${version}</span></a></span></li>`)}
        </ul>
        <h2>Guests</h2>
        <p class="phases">${fleet.guests.map(({ location, vms }) => html`<a href=${filterLink(query, 'guest', location)} aria-current=${query.get('guest') === location ? 'true' : 'false'}><b>${count(vms)}</b> ${location}</a>`)}</p>
        <h2>Phases</h2>
        <p class="phases">${fleet.phases.map(({ phase, vms }) => html`<span>${phaseMark(phase)} ${count(vms)}</span>`)}</p>
      </div>
    </section>`;
}

/** A stacked bar. It uses SVG attributes, because the content security policy does not permit inline styles. */
function bar(parts, total) {
  let x = 0;
  return html`<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">${parts.map(([name, vms]) => {
    const width = total ? (100 * vms) / total : 0;
    const start = x;
    x += width;
    return shareOf(name, start, width);
  })}</svg>`;
}

const shareOf = (name, x, width) => svg`<rect class=${name} x=${x} y="0" width=${width} height="6"></rect>`;

function filterLink(query, name, value) {
  const next = new URLSearchParams(query);
  next.delete('cursor');
  if (next.get(name) === value) {
    next.delete(name);
  } else {
    next.set(name, value);
  }
  return link('/', next);
}

function filters(query, fleet) {
  const apply = (event) => {
    event.preventDefault();
    go('/', new FormData(event.currentTarget));
  };
  return html`
    <form class="filters" role="search" aria-label="Filters" @submit=${apply} @change=${apply}>
      <label>Condition
        <select name="condition">
          <option value="">any</option>
          ${fleet.conditions.flatMap(({ type }) => ['True', 'False', 'Unknown'].map((status) => `${type}:${status}`)).map((value) => html`
            <option value=${value} ?selected=${query.get('condition') === value}>${value}</option>`)}
        </select></label>
      <label>Guest
        <select name="guest">
          <option value="">any</option>
          ${['None', 'Awaited', 'Here', 'Elsewhere', 'Unknown'].map((value) => html`
            <option value=${value} ?selected=${query.get('guest') === value}>${value}</option>`)}
        </select></label>
      <label>QEMU
        <select name="qemuVersion">
          <option value="">any</option>
          ${[...new Set([...fleet.versions.map(({ version }) => version), ...query.getAll('qemuVersion').filter(Boolean)])].map((value) => html`
            <option value=${value} ?selected=${query.get('qemuVersion') === value}>${value}</option>`)}
        </select></label>
      <label>Label <input name="label" placeholder="team=db" .value=${query.get('label') ?? ''} autocomplete="off" spellcheck="false"></label>
      <label>Requested parameter <input name="parameter" placeholder="multifd-channels=8" .value=${query.get('parameter') ?? ''} autocomplete="off" spellcheck="false"></label>
      <label>Requested capability <input name="capability" placeholder="multifd=on" .value=${query.get('capability') ?? ''} autocomplete="off" spellcheck="false"></label>
      <button type="submit">Filter</button>
      ${[...query].some(([, value]) => value) ? html`<a class="button quiet" href="#/">Clear</a>` : ''}
    </form>`;
}

function table(state) {
  const { items, nextCursor } = state.page;
  if (items.length === 0) {
    return state.fleet.total === 0
      ? html`<div class="empty"><p>There are no VMs yet.</p><p><a href="#/new">Create a VM</a>, or <a href="#/simulation">simulate a command line</a> without storing anything.</p></div>`
      : empty('No VM matches these filters.', 'Labels have the form key=value; parameters have the form name=value in the unit of QEMU; capabilities have the form name=on or name=off.');
  }
  return html`
    <table class="cards" role="table">
      <caption class="hidden">VMs by name</caption>
      <thead role="rowgroup"><tr role="row">
        ${['Name', 'Phase', 'Guest', 'Conditions', 'QEMU', 'Machine', 'Memory', 'Labels', 'Last change'].map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}
      </tr></thead>
      <tbody role="rowgroup">${items.map(row)}</tbody>
    </table>
    <nav class="pager" aria-label="Pages">
      ${state.query.get('cursor') ? html`<a class="button" href=${link('/', withCursor(state.query, ''))}>First page</a>` : ''}
      ${nextCursor ? html`<a class="button" rel="next" href=${link('/', withCursor(state.query, nextCursor))}>Next page</a>` : ''}
    </nav>`;
}

function withCursor(query, cursor) {
  const next = new URLSearchParams(query);
  next.set('cursor', cursor);
  return next;
}

function row(vm) {
  const { conditions, phase } = vm.status;
  const last = conditions.map((condition) => condition.lastTransitionTime).sort().at(-1);
  return html`
    <tr role="row">
      <th role="rowheader" scope="row"><a href="#/vms/${encodeURIComponent(vm.name)}">${vm.name}</a>${vm.deleting ? html` <span class="badge wait">deleting</span>` : ''}</th>
      <td role="cell" data-label="Phase">${phaseMark(phase)}</td>
      <td role="cell" data-label="Guest">${guestMark(vm.status)}</td>
      <td role="cell" data-label="Conditions">${strip(conditions)}</td>
      <td role="cell" data-label="QEMU" class="number">${vm.spec.qemu.version}${vm.spec.runtime === 'simulated' ? html` <span class="muted">simulated</span>` : ''}</td>
      <td role="cell" data-label="Machine"><code>${vm.spec.machine.resolved ?? vm.spec.machine.type}</code></td>
      <td role="cell" data-label="Memory" class="number">${bytes(vm.spec.memory.size)}</td>
      <td role="cell" data-label="Labels">${Object.entries(vm.labels).map(([key, value]) => html`<a class="label" href=${link('/', [['label', `${key}=${value}`]])}>${key}=${value}</a> `)}</td>
      <td role="cell" data-label="Last change" class="number"><time datetime=${last}>${dateOf(last)}</time></td>
    </tr>`;
}
