/**
 * A migration plan: two definitions side by side, the findings between them, the verdict, the steps, and the start of
 * the migration.
 * @module
 */
import { html, render } from '../lit/lit-html.js';
import { live } from '../lit/directives/live.js';
import { call, get, post, Problem, vmPath, whoami } from '../api.js';
import { at, parse, plain } from '../json.js';
import { go, replace } from '../router.js';
import { bytes, count, counted } from '../format.js';
import { suggestedNames, picker } from '../parts/picker.js';
import { empty, loading, rejection } from '../parts/states.js';

const VERDICTS = {
  ok: ['good', 'The migration succeeds.'],
  refused: ['bad', 'QEMU refuses the migration.'],
  'destination-exit': ['bad', 'The destination exits.'],
  'source-failed': ['bad', 'The migration fails on the source, and the guest continues to run there.'],
  'source-exit': ['bad', 'The source exits.'],
  stuck: ['bad', 'The migration gets stuck.'],
  'silent-hang': ['bad', 'The migration hangs without an error.'],
};
const LOAD = [
  { name: 'dirtiedPerSecond', label: 'Dirty rate', example: '300MiB/s' },
  { name: 'linkPerSecond', label: 'Network bandwidth', example: '10Gbit/s' },
];
const TRANSPORTS = ['', 'unix', 'tcp', 'vsock', 'fd', 'exec', 'rdma', 'file'];

/** Opens the view. */
export function open(container, { query }) {
  const state = {
    source: { vm: query.get('source') ?? '', spec: query.get('sourceSpec') ?? '' },
    destination: { vm: query.get('destination') ?? '', spec: query.get('destinationSpec') ?? '' },
    qemu: query.get('qemu') ?? '', transport: query.get('transport') ?? '', address: query.get('address') ?? '', settings: query.get('settings') ?? 'before-listening',
    load: Object.fromEntries(LOAD.map(({ name }) => [name, query.get(name) ?? ''])),
    names: [], versions: [], plan: null, sourceSpec: null, script: null, problem: null, busy: false, starting: false, refusal: null,
  };
  const draw = () => render(view(state, actions), container);

  const given = (...parts) => Object.fromEntries(parts.filter((part) => state[part]).map((part) => [part, state[part]]));

  function request() {
    const side = ({ vm, spec }) => (vm ? { vm } : spec ? { spec: parse(spec) } : {});
    const destination = side(state.destination);
    if (state.qemu && !destination.vm && !destination.spec) {
      destination.qemu = { version: state.qemu };
    }
    const load = Object.fromEntries(Object.entries(state.load).filter(([, value]) => value));
    return { source: side(state.source), destination, destinationSettings: state.settings, load, ...given('transport', 'address') };
  }

  async function run() {
    replace('/migration-plan', [
      ['source', state.source.vm], ['sourceSpec', state.source.spec], ['destination', state.destination.vm], ['destinationSpec', state.destination.spec],
      ['qemu', state.qemu], ['transport', state.transport], ['address', state.address], ['settings', state.settings === 'before-listening' ? '' : state.settings], ...Object.entries(state.load)]);
    Object.assign(state, { plan: null, script: null, problem: null, refusal: null, busy: Boolean(state.source.vm || state.source.spec) });
    draw();
    if (!state.busy) {
      return;
    }
    try {
      const body = request();
      const [plan, source] = await Promise.all([post('/migration-plans', body), body.source.vm ? get(vmPath(body.source.vm)) : { spec: body.source.spec }]);
      Object.assign(state, { plan, sourceSpec: source.spec });
    } catch (problem) {
      state.problem = problem instanceof Problem ? problem : { title: 'Not valid JSON.', message: problem.message };
    }
    state.busy = false;
    draw();
  }

  const actions = {
    choose: (part) => (value) => {
      state[part] = value;
      run();
    },
    load(name, value) {
      state.load[name] = value.trim();
      run();
    },
    async bundle() {
      const response = await call('POST', '/migration-plans', { body: JSON.stringify(request()), accept: 'text/x-shellscript' });
      state.script = response.body;
      draw();
    },
    async start(event) {
      event.preventDefault();
      const input = new FormData(event.currentTarget);
      const timeout = input.get('timeout').trim();
      const version = state.sourceSpec.qemu.version;
      Object.assign(state, { starting: true, refusal: null });
      draw();
      try {
        const capabilities = await get(`/qemu-versions/${version}/migration-capabilities`);
        const migration = await post('/migrations', {
          source: state.source.vm, destination: state.destination.vm, destinationSettings: state.settings, ...given('address'),
          ...settingsOf(input.get('settings'), capabilities.items.map((capability) => capability.name)),
          override: input.has('override'), ...(timeout ? { timeout } : {}),
        });
        go(`/migrations/${encodeURIComponent(migration.id)}`);
      } catch (problem) {
        Object.assign(state, { starting: false, refusal: problem });
        draw();
      }
    },
    async copy() {
      await navigator.clipboard.writeText(state.script);
    },
  };

  run();
  Promise.all([suggestedNames(), get('/qemu-versions')]).then(([names, versions]) => {
    Object.assign(state, { names, versions: versions.items });
    draw();
  }, () => {});
  return { redraw: draw };
}

function view(state, actions) {
  const set = (part) => (event) => actions.choose(part)(event.target.value);
  return html`
    <div class="title"><h1>Migration plan</h1></div>
    <p class="lead">Predicts the outcome of a migration between two definitions before anything is started: the findings, the verdict, and the steps for both sides.</p>
    <div class="sides">
      ${picker('source', 'Source', state.source, state.names, actions.choose('source'))}
      ${picker('destination', 'Destination', state.destination, state.names, actions.choose('destination'), state.destination.vm || state.destination.spec ? '' : html`
        <label>Or derived from the source, for QEMU <select @change=${set('qemu')}><option value="">same version</option>${state.versions.map(({ version }) => html`<option value=${version} ?selected=${version === state.qemu}>${version}</option>`)}</select></label>`)}
    </div>
    <div class="filters">
      <label>Transport <select @change=${set('transport')}>${TRANSPORTS.map((transport) => html`<option value=${transport} ?selected=${transport === state.transport}>${transport || 'from the address'}</option>`)}</select></label>
      <label>Address <input placeholder="from the destination" autocomplete="off" spellcheck="false" .value=${live(state.address)} @change=${(event) => actions.choose('address')(event.target.value.trim())}></label>
      <label>Settings on the destination <select @change=${set('settings')}>${['before-listening', 'after-listening'].map((when) => html`<option value=${when} ?selected=${when === state.settings}>${when.replace('-', ' ')}</option>`)}</select></label>
      ${LOAD.map(({ name, label, example }) => html`
      <label>${label} <input class="load-${name}" size="10" placeholder=${example} .value=${state.load[name]} @change=${(event) => actions.load(name, event.target.value)}></label>`)}
    </div>
    ${state.problem ? rejection(state.problem) : ''}
    ${state.busy ? loading('the plan') : ''}
    ${state.plan ? planned(state, actions) : state.busy || state.problem ? '' : empty('Select a source.', 'Without a destination, the plan derives one from the source.')}`;
}

function planned(state, actions) {
  const { plan } = state;
  const [tone, text] = VERDICTS[plan.verdict] ?? ['wait', ''];
  return html`
    <section class="verdict ${tone}" role="status">
      <p class="verdict-word">${plan.verdict}</p>
      <p>${text} ${plan.side ? html`On the ${plan.side}: ` : ''}${plan.message ? html`<code>${plan.message}</code>` : ''}</p>
    </section>
    ${whoami.mayWrite ? startPanel(state, actions) : ''}
    <section class="panel" aria-labelledby="between-title"><h2 id="between-title">Findings</h2>
      ${plan.findings.length === 0 ? html`<p class="muted">No relevant differences.</p>` : html`
      <ul class="between">${plan.findings.map((each) => html`
        <li class="finding ${each.severity === 'error' ? 'error' : 'warning'}">
          <p class="finding-head"><span class="severity">${each.severity === 'error' ? 'Error' : 'Warning'}</span><code>${each.pointer || '/'}</code><span class="muted rule">${each.rule} · QEMU ${each.releases}</span></p>
          <div class="endpoints">
            ${valueAt('source', state.sourceSpec, each)}
            ${valueAt('destination', plan.destination, each)}
          </div>
          <p>${each.message}</p>
          ${each.qemu ? html`<p class="qemu"><span class="muted">QEMU:</span> <code>${each.qemu}</code></p>` : ''}
          <p class="action">${each.change}</p>
        </li>`)}</ul>`}
    </section>
    ${convergence(plan.convergence)}
    <section class="panel" aria-labelledby="steps-title">
      <div class="panel-head"><h2 id="steps-title">Steps</h2><button type="button" class="quiet" @click=${actions.bundle}>Show as script for two hosts</button></div>
      ${state.script ? html`<div class="script"><button type="button" @click=${actions.copy}>Copy</button><pre class="output" tabindex="0" aria-label="Script">${state.script}</pre></div>` : ''}
      ${plan.steps.length === 0 ? html`<p class="muted">There are no steps for a migration that cannot succeed.</p>` : html`
      <ol class="plan-steps">${plan.steps.map((step, index) => html`
        <li class=${step.side}>
          <p class="step-head"><b>${index + 1}</b> <span class="badge">${step.side}</span> <span class="muted">${step.phase}</span></p>
          <pre class="output" tabindex="0" aria-label="Step ${index + 1}">${step.command ? JSON.stringify(step.command) : ['qemu-system-x86_64', ...step.arguments].join(' ')}</pre>
          <p class="muted">Expected: ${step.expect}</p>
        </li>`)}</ol>`}
    </section>`;
}

/** Parses settings such as “multifd=on, max-bandwidth=1GiB/s”. */
function settingsOf(text, capabilityNames) {
  const settings = text.split(',').map((setting) => setting.trim()).filter(Boolean).map((setting) => {
    const [, name, value] = /^([^=]*)=?(.*)$/.exec(setting);
    return [name.trim(), valueOf(value.trim() || 'on')];
  });
  const isCapability = ([name]) => capabilityNames.includes(name);
  return {
    capabilities: Object.fromEntries(settings.filter(isCapability)),
    parameters: Object.fromEntries(settings.filter((setting) => !isCapability(setting))),
  };
}

const valueOf = (text) => ({ on: true, off: false }[text] ?? (/^\d+$/.test(text) ? Number(text) : text));

function startPanel({ source, destination, transport, plan, starting, refusal }, actions) {
  const obstacle = !source.vm || !destination.vm ? 'To start a migration, select a stored VM on both sides.'
    : transport ? 'To start this migration, set the transport to “from the address”.' : '';
  return html`
    <section class="panel" aria-labelledby="start-title">
      <h2 id="start-title">Start</h2>
      ${obstacle ? html`<p class="muted">${obstacle}</p>` : html`
      <form class="simulate-row" @submit=${actions.start}>
        <label class="settings">Settings for this migration only <input name="settings" placeholder="multifd=on, max-bandwidth=1GiB/s" autocomplete="off" spellcheck="false"></label>
        <label>Cancel after <input name="timeout" placeholder="10m; never if empty" autocomplete="off" spellcheck="false"></label>
        ${plan.verdict === 'ok' ? '' : html`<label class="check"><input type="checkbox" name="override"> Start although the plan predicts a failure</label>`}
        <button type="submit" class="primary" ?disabled=${starting}>Start migration</button>
      </form>`}
      ${refusal ? rejection(refusal) : ''}
    </section>`;
}

function convergence(predicted) {
  if (!predicted) {
    return '';
  }
  return html`
    <section class="panel convergence" aria-labelledby="convergence-title"><h2 id="convergence-title">Convergence</h2>
      <p><b>${predicted.converges ? 'The migration converges.' : 'The migration does not converge.'}</b> ${predicted.message}</p>
      ${predicted.course ? html`<p>${course(predicted.course)}</p>` : ''}
      ${predicted.advice.length === 0 ? '' : html`<ul>${predicted.advice.map((advice) => html`<li>${advice.action}. <span class="muted">${course(advice.course)}</span></li>`)}</ul>`}
      <p class="muted">Assumed: ${predicted.assumptions.map(({ name, value, origin }) => `${name} ${bytes(value)} (${origin})`).join(', ')}.</p>
    </section>`;
}

function course({ totalMillis, downtimeMillis, transferredBytes, iterations, cpuThrottlePercentage }) {
  const throttled = cpuThrottlePercentage ? `, CPUs throttled by up to ${cpuThrottlePercentage} %` : '';
  return `Predicted: ${(totalMillis / 1000).toFixed(1)} s, downtime ${downtimeMillis} ms, ${count(Math.round(transferredBytes / 2 ** 20))} MiB in ${counted(iterations, 'iteration', 'iterations')}${throttled}.`;
}

function valueAt(side, spec, each) {
  const value = at(spec, each.pointer);
  const text = value !== null && typeof value === 'object' ? counted(Object.keys(value).length, 'entry', 'entries') : plain(value);
  return html`<p class=${side === each.side ? 'affected' : ''}><span class="muted">${side}</span> <code>${text || 'not set'}</code></p>`;
}
