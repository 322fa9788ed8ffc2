/**
 * A simulation: a command line, the steps of its start, and a QMP monitor.
 * @module
 */
import { html, render } from '../lit/lit-html.js';
import { live } from '../lit/directives/live.js';
import { get, post } from '../api.js';
import { replace } from '../router.js';
import { after, humanized, withUnit } from '../format.js';
import { parse } from '../json.js';
import { layerStack } from '../parts/layers.js';
import { loading, rejection } from '../parts/states.js';

const EXAMPLE = 'qemu-system-x86_64 -nodefaults -display none -machine q35 -S -incoming config:downtime-limit=500 -incoming defer';
const QUICK = ['query-status', 'query-migrate-parameters', 'query-migrate-capabilities', 'query-migrate'];

/** Opens the view. */
export function open(container, { query }) {
  const state = {
    shell: query.get('shell') ?? EXAMPLE, version: query.get('qemu') ?? '', incomingConfig: query.get('config') === 'yes' || !query.has('shell'),
    versions: [], specs: new Map(), result: null, step: 0, commands: [], parameters: [], draft: '', history: -1, problem: null, message: '', busy: false,
  };
  const draw = () => render(view(state, actions), container);

  const simulate = (commands) => post('/simulations', {
    qemu: { version: state.version, incomingConfig: state.incomingConfig },
    shell: state.shell,
    commands,
  });

  async function run() {
    replace('/simulation', [['qemu', state.version], ['config', state.incomingConfig ? 'yes' : ''], ['shell', state.shell]]);
    Object.assign(state, { result: null, step: 0, commands: [], problem: null, busy: true });
    draw();
    try {
      const [result, specs] = await Promise.all([simulate([]), get(`/qemu-versions/${state.version}/migration-parameters`)]);
      Object.assign(state, { result, start: result.parameters, parameters: result.parameters, specs: new Map(specs.items.map((spec) => [spec.name, spec])) });
    } catch (problem) {
      state.problem = problem;
    }
    state.busy = false;
    draw();
  }

  /** Repeats the simulation with one more command; simulations are deterministic. */
  async function send(text) {
    const command = text.trim().startsWith('{') ? parse(text) : { execute: text.trim() };
    const next = [...state.commands, { command }];
    const result = await simulate(next.map((each) => each.command));
    state.commands = next.map((each, index) => ({ ...each, reply: result.replies[index] }));
    Object.assign(state, { parameters: result.parameters, end: result, draft: '', history: -1 });
    draw();
    const transcript = container.querySelector('.transcript');
    transcript?.scrollTo({ top: transcript.scrollHeight });
  }

  const actions = {
    draw,
    run,
    go(step) {
      state.step = Math.max(0, Math.min(step, state.result.timeline.length - 1));
      draw();
    },
    async send(text) {
      state.message = '';
      try {
        await send(text);
      } catch (problem) {
        state.message = problem.violations?.[0]?.message ?? problem.message;
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
    <p class="lead">Simulates QEMU from option parsing to its QMP responses, as the selected release behaves. Nothing is stored or started.</p>
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
        <label class="check"><input type="checkbox" id="config" .checked=${live(state.incomingConfig)} @change=${(event) => {
    state.incomingConfig = event.target.checked;
    actions.run();
  }}> Proposed <code>-incoming config:</code></label>
        <button type="submit" class="primary">Simulate</button>
      </div>
    </form>
    ${state.problem ? rejection(state.problem) : ''}
    ${state.busy ? loading('the simulation') : ''}
    ${state.result ? html`<div class="simulation">${boot(state, actions)}${monitor(state, actions)}</div>${values(state)}` : ''}`;
}

const icon = (path) => html`<svg class="icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d=${path}></path></svg>`;

const OUTCOMES = { running: 'good', exited: 'bad', aborted: 'bad' };

function boot(state, actions) {
  const { timeline, outcome, exitStatus, stderr } = state.result;
  const step = timeline[state.step];
  const timed = timeline.some((each) => each.at !== timeline[0].at);
  const keys = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -timeline.length, End: timeline.length };
  return html`
    <section class="panel" aria-labelledby="start-title">
      <div class="panel-head"><h2 id="start-title">Start</h2><p><span class="badge ${OUTCOMES[outcome]}">${outcome}${exitStatus === null ? '' : ` ${exitStatus}`}</span></p></div>
      ${stderr.length ? html`<pre class="output" tabindex="0" aria-label="Standard error">${stderr.join('\n')}</pre>` : ''}
      ${timeline.length === 0 ? html`<p class="muted">QEMU exited before the first step.</p>` : html`
      <div class="player" role="group" aria-label="Steps">
        <button type="button" @click=${() => actions.go(0)} ?disabled=${state.step === 0} aria-label="First step">${icon('M4 3v10M13 3v10L6 8z')}</button>
        <button type="button" @click=${() => actions.go(state.step - 1)} ?disabled=${state.step === 0} aria-label="Previous step">${icon('M12 3v10L5 8z')}</button>
        <button type="button" class="primary" @click=${() => actions.go(state.step + 1)} ?disabled=${state.step === timeline.length - 1}>Next step ${icon('M5 3v10l7-5z')}</button>
        <button type="button" @click=${() => actions.go(timeline.length)} ?disabled=${state.step === timeline.length - 1} aria-label="Last step">${icon('M12 3v10M3 3v10l7-5z')}</button>
        <span class="muted" role="status">${state.step + 1} of ${timeline.length}: ${humanized(step.step)}</span>
      </div>
      <ol class="boot-steps" role="listbox" aria-label="Boot steps" tabindex="0" aria-activedescendant="step-${state.step}"
        @keydown=${(event) => {
    if (event.key in keys) {
      event.preventDefault();
      actions.go(state.step + keys[event.key]);
    }
  }}>${timeline.map((each, index) => html`
        <li id="step-${index}" role="option" aria-selected=${index === state.step ? 'true' : 'false'} class=${index < state.step ? 'past' : index > state.step ? 'ahead' : 'now'} @click=${() => actions.go(index)}>
          <span>${humanized(each.step)}</span> <span class="muted">${humanized(each.phase)}</span> <span class="muted number">${timed ? after(timeline[0].at, each.at) : ''}</span></li>`)}</ol>`}
    </section>`;
}

function monitor(state, actions) {
  const { timeline, outcome } = state.result;
  const isLast = state.step === timeline.length - 1;
  const isRunning = outcome === 'running';
  const end = state.end?.outcome ?? outcome;
  return html`
    <section class="panel monitor" aria-labelledby="monitor-title">
      <div class="panel-head"><h2 id="monitor-title">Monitor</h2>${isRunning && end !== 'running' ? html`<p><span class="badge bad">${end}</span></p>` : ''}</div>
      ${!isRunning ? html`<p class="muted">QEMU exited before the monitor was ready.</p>` : !isLast ? html`<p class="muted">The monitor is available after the last step. <button type="button" class="link" @click=${() => actions.go(timeline.length)}>Go to the last step</button></p>` : html`
      <ol class="transcript" tabindex="0" aria-label="QMP transcript" aria-live="polite">${state.commands.length === 0 ? html`<li class="muted">qmp_capabilities has been negotiated. Enter a command, such as {"execute": "query-status"}, or only its name.</li>` : state.commands.map((each) => html`
        <li><code class="command">${JSON.stringify(each.command)}</code>${each.reply === undefined ? html`<code class="muted">no response</code>` : html`<code class=${each.reply.error ? 'error-reply' : ''}>${JSON.stringify(each.reply)}</code>`}</li>`)}</ol>
      <form class="prompt" @submit=${(event) => {
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
      <p class="rejected" role="alert">${state.message}</p>`}
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
      <div class="panel-head"><h2 id="values-title">Readable parameters after ${humanized(timeline[state.step].step)}</h2><p class="muted">${shown.length} of ${state.specs.size} parameters</p></div>
      ${shown.length === 0 ? html`<p class="muted">No parameters are readable yet: the migration object does not exist.</p>` : html`
      <table class="cards" role="table"><caption class="hidden">Readable parameters</caption>
        <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Parameter</th><th role="columnheader" scope="col">Value</th><th role="columnheader" scope="col">Layers, highest first</th><th role="columnheader" scope="col"><span class="hidden">Since</span></th></tr></thead>
        <tbody role="rowgroup">${sorted.map((parameter) => {
    const unit = state.specs.get(parameter.name)?.unit;
    return html`<tr role="row"><th role="rowheader" scope="row"><code>${parameter.name}</code></th><td role="cell" data-label="Value" class="value">${withUnit(parameter.value, unit)}</td>
          <td role="cell" data-label="Layers">${layerStack(parameter, parameter.overridden, unit)}</td><td role="cell">${before.has(parameter.name) ? '' : html`<span class="badge good">new</span>`}</td></tr>`;
  })}</tbody></table>`}
    </section>`;
}
