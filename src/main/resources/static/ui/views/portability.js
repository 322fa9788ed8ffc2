/**
 * A definition checked against every release, as a matrix.
 * @module
 */
import { html, render } from '../lit/lit-html.js';
import { get, post, Problem, vmPath } from '../api.js';
import { parse } from '../json.js';
import { replace } from '../router.js';
import { counted } from '../format.js';
import { suggestedNames, picker } from '../parts/picker.js';
import { empty, loading, rejection } from '../parts/states.js';
import { finding } from '../parts/violations.js';

/** Opens the view. */
export function open(container, { query }) {
  const state = { choice: { vm: query.get('vm') ?? '', spec: query.get('spec') ?? '' }, names: [], report: null, chosen: null, problem: null, busy: false };
  const draw = () => render(view(state, actions), container);

  async function run() {
    replace('/portability', Object.entries(state.choice));
    Object.assign(state, { report: null, problem: null, busy: Boolean(state.choice.vm || state.choice.spec) });
    draw();
    if (!state.busy) {
      return;
    }
    try {
      const spec = state.choice.vm ? (await get(vmPath(state.choice.vm))).spec : parse(state.choice.spec);
      state.own = spec.qemu?.version;
      state.report = (await post('/portability-reports', spec)).releases;
      state.chosen = state.own ?? state.report.at(-1).version;
    } catch (problem) {
      state.problem = problem instanceof Problem ? problem : { title: 'Not valid JSON.', message: problem.message };
    }
    state.busy = false;
    draw();
  }

  const actions = {
    choose(choice) {
      state.choice = choice;
      run();
    },
    select(version) {
      state.chosen = version;
      draw();
    },
  };

  run();
  suggestedNames().then((names) => {
    state.names = names;
    draw();
  }, () => {});
  return {};
}

function view(state, actions) {
  return html`
    <div class="title"><h1>Portability</h1></div>
    <p class="lead">Checks a definition against every release that Outset supports: whether it is accepted, how each value is delivered, and which values change without being requested.</p>
    ${picker('portability', 'Definition', state.choice, state.names, actions.choose)}
    ${state.problem ? rejection(state.problem) : ''}
    ${state.busy ? loading('the report') : ''}
    ${state.report ? [matrix(state, actions), detail(state.report.find((release) => release.version === state.chosen))] : state.busy || state.problem ? '' : empty('Select a definition.', 'Either a stored VM by name, or a spec that is not stored yet.')}`;
}

const CHANNELS = { 'early-config': 'config', global: 'global', qmp: 'qmp', none: '—' };

/** The deliveries of a name, without duplicate channels. */
function deliveriesOf(release, name) {
  const all = release.deliveries.filter((delivery) => delivery.name === name);
  return all.filter((delivery, index) => all.findIndex((other) => other.channel === delivery.channel) === index);
}

function matrix(state, actions) {
  const releases = state.report;
  const requested = [...new Set(releases.flatMap((release) => release.deliveries.map((delivery) => delivery.name)))];
  const changed = [...new Set(releases.flatMap((release) => release.changes.map((change) => change.name)))];
  const mark = (release) => (release.version === state.own ? 'own' : release.version === state.chosen ? 'chosen' : '');
  const cells = (content) => releases.map((release) => html`<td class=${mark(release)}>${content(release)}</td>`);
  return html`
    <section class="panel" aria-labelledby="matrix-title"><h2 id="matrix-title">Releases</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Matrix of releases">
      <table class="matrix">
        <thead><tr><td></td>${releases.map((release) => html`<th scope="col" class=${mark(release)}><button type="button" class="link" aria-pressed=${release.version === state.chosen ? 'true' : 'false'} @click=${() => actions.select(release.version)}>${release.version}</button></th>`)}</tr></thead>
        <tbody>
          <tr><th scope="row">Verdict</th>${cells((release) => (release.accepted
    ? html`<span class="yes" title="accepted">✓</span><span class="hidden">accepted</span>`
    : html`<span class="no" title="rejected">✕</span><span class="hidden">rejected</span>`))}</tr>
          <tr><th scope="row">Errors</th>${cells((release) => (release.violations.length ? html`<b class="no">${release.violations.length}</b>` : html`<span class="muted">0</span>`))}</tr>
          <tr><th scope="row">Warnings</th>${cells((release) => release.warnings.length || html`<span class="muted">0</span>`)}</tr>
          <tr class="group"><th scope="row" colspan=${releases.length + 1}>Delivery of each value</th></tr>
          ${requested.map((name) => html`<tr><th scope="row"><code>${name}</code></th>${cells((release) => deliveriesOf(release, name).map((delivery) => html`<span class="delivery ${delivery.channel}" title=${delivery.reason}>${CHANNELS[delivery.channel]}</span> `))}</tr>`)}
          ${changed.length ? html`<tr class="group"><th scope="row" colspan=${releases.length + 1}>Changed values</th></tr>` : ''}
          ${changed.map((name) => html`<tr><th scope="row"><code>${name}</code></th>${cells((release) => {
    const change = release.changes.find((each) => each.name === name);
    return change ? html`<code class="there" title="${change.here ?? 'not set'} in the definition’s own release: ${change.reason}">${change.there ?? '—'}</code>` : '';
  })}</tr>`)}
        </tbody>
      </table>
    </div></section>`;
}

function detail(release) {
  if (!release) {
    return '';
  }
  const list = (title, violations, severity) => (violations.length ? html`<h3>${title}</h3><ul>${violations.map((violation) => finding(violation, severity))}</ul>` : '');
  return html`
    <section class="panel" aria-labelledby="release-title" aria-live="polite">
      <div class="panel-head"><h2 id="release-title">QEMU ${release.version}</h2><p><span class="badge ${release.accepted ? 'good' : 'bad'}">${release.accepted ? 'accepted' : 'rejected'}</span></p></div>
      ${release.prints.length ? html`<h3>Output of QEMU</h3><pre class="output" tabindex="0" aria-label="Output of QEMU">${release.prints.join('\n')}</pre>` : ''}
      ${list('Errors', release.violations, 'error')}
      ${list('Warnings', release.warnings, 'warning')}
      ${list('Not available in this release', release.gone, 'error')}
      ${list('Deprecated in this release', release.discouraged, 'warning')}
      ${release.changes.length ? html`<h3>${counted(release.changes.length, 'difference')} from the definition’s own release</h3>
      <table class="cards" role="table"><caption class="hidden">Differences</caption><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Name</th><th role="columnheader" scope="col">Own release</th><th role="columnheader" scope="col">This release</th><th role="columnheader" scope="col">Reason</th></tr></thead>
        <tbody role="rowgroup">${release.changes.map((change) => html`<tr role="row"><th role="rowheader" scope="row"><code>${change.name}</code></th><td role="cell" data-label="Own release"><code>${change.here ?? '—'}</code></td><td role="cell" data-label="This release"><code>${change.there ?? '—'}</code></td><td role="cell" data-label="Reason">${change.reason}</td></tr>`)}</tbody></table>` : html`<p class="muted">No values change in this release.</p>`}
    </section>`;
}
