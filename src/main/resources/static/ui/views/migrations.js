/**
 * The migrations between stored VMs, newest first, with the filter in the URL.
 * @module
 */
import { html, render } from '../lit/lit-html.js';
import { get } from '../api.js';
import { follow, poll, throttled } from '../events.js';
import { go, link } from '../router.js';
import { migrationTable, PHASES } from '../parts/migrations.js';
import { suggestedNames } from '../parts/picker.js';
import { empty, loading, rejection } from '../parts/states.js';

const PATH = '/migrations';
const FILTERS = ['vm', 'phase', 'cursor'];
const POLL_INTERVAL = 1000;

/** Opens the view. */
export function open(container, route) {
  const state = { query: route.query, page: null, names: [], problem: null, live: null };
  const draw = () => render(view(state, watch), container);
  let stopStream = () => {};
  let stopPolling = () => {};
  let sessions = 0;

  /** Loads the page and returns whether one of its migrations is running. */
  async function load() {
    const query = state.query;
    try {
      const page = await get(`${PATH}?${listQuery(query)}`);
      if (query === state.query) {
        Object.assign(state, { page, problem: null });
      }
    } catch (problem) {
      if (query === state.query) {
        Object.assign(state, { page: null, problem });
      }
    }
    draw();
    return Boolean(state.page?.items.some(({ phase }) => phase !== 'Ended'));
  }

  function watch() {
    stopPolling();
    stopPolling = poll(load, POLL_INTERVAL);
  }

  function start() {
    const session = ++sessions;
    const refresh = throttled(async () => session === sessions && watch(), POLL_INTERVAL);
    watch();
    stopStream = follow('/events', 'latest', {
      onEvent: (event) => event.reason.startsWith('Migration') && refresh(),
      onGap: refresh,
      onState(live) {
        state.live = live;
        draw();
      },
    });
  }

  draw();
  start();
  suggestedNames().then((names) => {
    state.names = names;
    draw();
  }, () => {});

  return {
    redraw: draw,
    resume: start,
    update(next) {
      state.query = next.query;
      draw();
      watch();
    },
    close() {
      sessions++;
      stopStream();
      stopPolling();
    },
  };
}

function listQuery(query) {
  return new URLSearchParams([...query].filter(([name, value]) => FILTERS.includes(name) && value)).toString();
}

function view(state, reload) {
  return html`
    <div class="title">
      <h1>Migrations</h1>
      <p class="live ${state.live ? 'on' : ''}" role="status">${state.live === null ? '' : state.live ? 'Live' : 'Reconnecting …'}</p>
      <a class="button" href="#/migration-plan">Plan a migration</a>
    </div>
    ${filters(state)}
    ${state.problem ? rejection(state.problem, reload) : ''}
    ${state.page ? list(state.page, state.query) : state.problem ? '' : loading('the migrations')}`;
}

function filters({ query, names }) {
  const apply = (event) => {
    event.preventDefault();
    go(PATH, new FormData(event.currentTarget));
  };
  return html`
    <form class="filters" role="search" aria-label="Filters" @submit=${apply} @change=${apply}>
      <label>VM <input name="vm" list="migrations-names" placeholder="source or destination" .value=${query.get('vm') ?? ''} autocomplete="off" spellcheck="false"></label>
      <datalist id="migrations-names">${names.map((name) => html`<option value=${name}></option>`)}</datalist>
      <label>Phase
        <select name="phase">
          <option value="">any</option>
          ${PHASES.map((phase) => html`<option value=${phase} ?selected=${query.get('phase') === phase}>${phase}</option>`)}
        </select></label>
      <button type="submit">Filter</button>
      ${isFiltered(query) ? html`<a class="button quiet" href=${link(PATH)}>Clear</a>` : ''}
    </form>`;
}

const isFiltered = (query) => Boolean(query.get('vm') || query.get('phase'));

function list({ items, nextCursor }, query) {
  if (items.length === 0) {
    return isFiltered(query)
      ? empty('No migration matches these filters.')
      : html`<div class="empty"><p>There are no migrations yet.</p><p><a href="#/migration-plan">Plan a migration</a> between two VMs and start it.</p></div>`;
  }
  return html`
    ${migrationTable('Migrations, newest first', items)}
    <nav class="pager" aria-label="Pages">
      ${query.get('cursor') ? html`<a class="button" href=${pageLink(query, '')}>First page</a>` : ''}
      ${nextCursor ? html`<a class="button" rel="next" href=${pageLink(query, nextCursor)}>Next page</a>` : ''}
    </nav>`;
}

const pageLink = (query, cursor) => link(PATH, [['vm', query.get('vm')], ['phase', query.get('phase')], ['cursor', cursor]]);
