/**
 * A simulation: a command line, step by step through its start, and a monitor to talk to.
 * @module
 */
import { html, render } from '../lit/lit-html.js';
import { live } from '../lit/directives/live.js';
import { get, post } from '../api.js';
import { note } from '../router.js';
import { after, spoken, withUnit } from '../format.js';
import { parse } from '../json.js';
import { layerStack } from '../parts/layers.js';
import { failure, loading } from '../parts/states.js';
import { finding } from '../parts/violations.js';

const EXAMPLE = 'qemu-system-x86_64 -nodefaults -display none -machine q35 -S -incoming config:downtime-limit=500 -incoming defer';
const QUICK = ['query-status', 'query-migrate-parameters', 'query-migrate-capabilities', 'query-migrate'];

/** Opens the view. */
export function open(place, { query }) {
  const state = {
    shell: query.get('shell') ?? EXAMPLE, version: query.get('qemu') ?? '', incomingConfig: query.get('config') ?? '',
    versions: [], specs: new Map(), result: null, step: 0, commands: [], parameters: [], draft: '', history: -1, problem: null, said: '', busy: false,
  };
  const draw = () => render(view(state, actions), place);

  const ask = (commands) => post('/simulations', {
    qemu: { version: state.version, ...(state.incomingConfig ? { incomingConfig: state.incomingConfig === 'yes' } : {}) },
    shell: state.shell,
    commands,
  });

  async function run() {
    note('/simulation', [['qemu', state.version], ['config', state.incomingConfig], ['shell', state.shell]]);
    Object.assign(state, { result: null, step: 0, commands: [], problem: null, busy: true });
    draw();
    try {
      const [result, specs] = await Promise.all([ask([]), get(`/qemu-versions/${state.version}/migration-parameters`)]);
      Object.assign(state, { result, start: result.parameters, parameters: result.parameters, specs: new Map(specs.items.map((spec) => [spec.name, spec])) });
    } catch (problem) {
      state.problem = problem;
    }
    state.busy = false;
    draw();
  }

  /** The whole talk is asked again with one more command: the same talk always goes the same way. */
  async function send(text) {
    const command = text.trim().startsWith('{') ? parse(text) : { execute: text.trim() };
    const next = [...state.commands, { command }];
    const result = await ask(next.map((each) => each.command));
    state.commands = next.map((each, index) => ({ ...each, reply: result.replies[index] }));
    Object.assign(state, { parameters: result.parameters, end: result, draft: '', history: -1 });
    draw();
    const talk = place.querySelector('.talk');
    talk?.scrollTo({ top: talk.scrollHeight });
  }

  const actions = {
    draw,
    run,
    go(step) {
      state.step = Math.max(0, Math.min(step, state.result.timeline.length - 1));
      draw();
    },
    async send(text) {
      state.said = '';
      try {
        await send(text);
      } catch (problem) {
        state.said = problem.violations?.[0]?.message ?? problem.message;
        draw();
      }
    },
    recall(direction) {
      const before = state.commands.map((each) => JSON.stringify(each.command));
      state.history = Math.max(-1, Math.min(state.history + direction, before.length - 1));
      state.draft = state.history < 0 ? '' : before.at(-1 - state.history);
      draw();
    },
  };

  get('/qemu-versions').then((page) => {
    state.versions = page.items;
    state.version ||= page.items.at(-1).version;
    return run();
  }).catch((problem) => {
    state.problem = problem;
    draw();
  });
  return {};
}

function view(state, actions) {
  return html`
    <div class="title"><h1>Simulation</h1></div>
    <p class="lead">One QEMU from option parsing to its last answer, as the real one of that release does it. Nothing is stored and nothing is started.</p>
    <form class="panel simulate" @submit=${(event) => {
    event.preventDefault();
    actions.run();
  }}>
      <label>Command line <textarea id="shell" rows="4" spellcheck="false" .value=${live(state.shell)} @input=${(event) => {
    state.shell = event.target.value;
  }} @keydown=${(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && actions.run()}></textarea></label>
      <div class="simulate-row">
        <label>QEMU <select id="version" @change=${(event) => {
    state.version = event.target.value;
    actions.run();
  }}>${state.versions.map(({ version }) => html`<option value=${version} ?selected=${version === state.version}>${version}</option>`)}</select></label>
        <label>-incoming config: <select @change=${(event) => {
    state.incomingConfig = event.target.value;
    actions.run();
  }}>${[['', 'as usual for the release'], ['yes', 'known'], ['no', 'not known']].map(([value, name]) => html`<option value=${value} ?selected=${value === state.incomingConfig}>${name}</option>`)}</select></label>
        <button type="submit" class="primary">Start it</button>
      </div>
    </form>
    ${state.problem ? html`${failure(state.problem)}<ul>${(state.problem.violations ?? []).map((violation) => finding(violation, 'error'))}</ul>` : ''}
    ${state.busy ? loading('the simulation') : ''}
    ${state.result ? html`<div class="walk">${boot(state, actions)}${monitor(state, actions)}</div>${values(state)}` : ''}`;
}

const icon = (path) => html`<svg class="icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d=${path}></path></svg>`;

const OUTCOMES = { running: 'good', exited: 'bad', aborted: 'bad' };

function boot(state, actions) {
  const { timeline, outcome, exitStatus, stderr } = state.result;
  const step = timeline[state.step];
  const timed = timeline.some((each) => each.at !== timeline[0].at);
  const keys = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -timeline.length, End: timeline.length };
  return html`
    <section class="panel" aria-labelledby="walk-title">
      <div class="panel-head"><h2 id="walk-title">Start</h2><p><span class="badge ${OUTCOMES[outcome]}">${outcome}${exitStatus === null ? '' : ` ${exitStatus}`}</span></p></div>
      ${stderr.length ? html`<pre class="output" tabindex="0" aria-label="Standard error">${stderr.join('\n')}</pre>` : ''}
      ${timeline.length === 0 ? html`<p class="muted">It did not get as far as its first step.</p>` : html`
      <div class="player" role="group" aria-label="Steps">
        <button type="button" @click=${() => actions.go(0)} ?disabled=${state.step === 0} aria-label="First step">${icon('M4 3v10M13 3v10L6 8z')}</button>
        <button type="button" @click=${() => actions.go(state.step - 1)} ?disabled=${state.step === 0} aria-label="Step back">${icon('M12 3v10L5 8z')}</button>
        <button type="button" class="primary" @click=${() => actions.go(state.step + 1)} ?disabled=${state.step === timeline.length - 1}>Next step ${icon('M5 3v10l7-5z')}</button>
        <button type="button" @click=${() => actions.go(timeline.length)} ?disabled=${state.step === timeline.length - 1} aria-label="Last step">${icon('M12 3v10M3 3v10l7-5z')}</button>
        <span class="muted" role="status">${state.step + 1} of ${timeline.length}: ${spoken(step.step)}</span>
      </div>
      <ol class="walk-steps" role="listbox" aria-label="Steps of the start" tabindex="0" aria-activedescendant="step-${state.step}"
        @keydown=${(event) => {
    if (event.key in keys) {
      event.preventDefault();
      actions.go(state.step + keys[event.key]);
    }
  }}>${timeline.map((each, index) => html`
        <li id="step-${index}" role="option" aria-selected=${index === state.step ? 'true' : 'false'} class=${index < state.step ? 'past' : index > state.step ? 'ahead' : 'now'} @click=${() => actions.go(index)}>
          <span>${spoken(each.step)}</span> <span class="muted">${spoken(each.phase)}</span> <span class="muted number">${timed ? after(timeline[0].at, each.at) : ''}</span></li>`)}</ol>`}
    </section>`;
}

function monitor(state, actions) {
  const { timeline, outcome } = state.result;
  const isLast = state.step === timeline.length - 1;
  const answers = outcome === 'running';
  const end = state.end?.outcome ?? outcome;
  return html`
    <section class="panel monitor" aria-labelledby="monitor-title">
      <div class="panel-head"><h2 id="monitor-title">Monitor</h2>${answers && end !== 'running' ? html`<p><span class="badge bad">${end}</span></p>` : ''}</div>
      ${!answers ? html`<p class="muted">It ended before its monitor could answer.</p>` : !isLast ? html`<p class="muted">The monitor answers after the last step. <button type="button" class="link" @click=${() => actions.go(timeline.length)}>Go there</button></p>` : html`
      <ol class="talk" tabindex="0" aria-label="What was said" aria-live="polite">${state.commands.length === 0 ? html`<li class="muted">qmp_capabilities has been negotiated. Say something, as {"execute": "query-status"} or only its name.</li>` : state.commands.map((each) => html`
        <li><code class="said">${JSON.stringify(each.command)}</code>${each.reply === undefined ? html`<code class="muted">no answer</code>` : html`<code class=${each.reply.error ? 'refusal' : ''}>${JSON.stringify(each.reply)}</code>`}</li>`)}</ol>
      <form class="say" @submit=${(event) => {
    event.preventDefault();
    actions.send(state.draft);
  }}>
        <input id="command" aria-label="QMP command" placeholder='{"execute": "migrate-set-parameters", "arguments": {"downtime-limit": 7}}' autocomplete="off" spellcheck="false" required
          .value=${live(state.draft)} @input=${(event) => {
    state.draft = event.target.value;
  }} @keydown=${(event) => {
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      actions.recall(event.key === 'ArrowUp' ? 1 : -1);
    }
  }}>
        <button type="submit">Send</button>
      </form>
      <p class="quick">${QUICK.map((command) => html`<button type="button" class="quiet mono" @click=${() => actions.send(command)}>${command}</button>`)}</p>
      <p class="refused" role="alert">${state.said}</p>`}
    </section>`;
}

function values(state) {
  const { timeline } = state.result;
  if (timeline.length === 0) {
    return '';
  }
  const isLast = state.step === timeline.length - 1;
  const visible = new Set(timeline[state.step].visible);
  const before = new Set(state.step > 0 ? timeline[state.step - 1].visible : []);
  const shown = (isLast ? state.parameters : state.start).filter((parameter) => visible.has(parameter.name));
  const sorted = [...shown].sort((one, other) => other.overridden.length - one.overridden.length);
  return html`
    <section class="panel" aria-labelledby="values-title" aria-live="polite">
      <div class="panel-head"><h2 id="values-title">What can be read after ${spoken(timeline[state.step].step)}</h2><p class="muted">${shown.length} of ${state.specs.size} parameters</p></div>
      ${shown.length === 0 ? html`<p class="muted">No parameter can be read yet: the migration object is not there.</p>` : html`
      <table class="cards" role="table"><caption class="hidden">Parameters that can be read</caption>
        <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Parameter</th><th role="columnheader" scope="col">Value</th><th role="columnheader" scope="col">Layers, the winner first</th><th role="columnheader" scope="col"><span class="hidden">Since</span></th></tr></thead>
        <tbody role="rowgroup">${sorted.map((parameter) => {
    const unit = state.specs.get(parameter.name)?.unit;
    return html`<tr role="row"><th role="rowheader" scope="row"><code>${parameter.name}</code></th><td role="cell" data-label="Value" class="value">${withUnit(parameter.value, unit)}</td>
          <td role="cell" data-label="Layers">${layerStack(parameter, parameter.overridden, unit)}</td><td role="cell">${before.has(parameter.name) ? '' : html`<span class="badge good">new here</span>`}</td></tr>`;
  })}</tbody></table>`}
    </section>`;
}
