/**
 * One definition against every release, as a matrix.
 * @module
 */
import { html, render } from '../lit/lit-html.js';
import { get, post, Problem, vmPath } from '../api.js';
import { parse } from '../json.js';
import { note } from '../router.js';
import { counted } from '../format.js';
import { offeredNames, picker } from '../parts/picker.js';
import { empty, failure, loading } from '../parts/states.js';
import { finding } from '../parts/violations.js';

/** Opens the view. */
export function open(place, { query }) {
  const state = { choice: { vm: query.get('vm') ?? '', spec: query.get('spec') ?? '' }, names: [], report: null, chosen: null, problem: null, busy: false };
  const draw = () => render(view(state, actions), place);

  async function run() {
    note('/portability', Object.entries(state.choice));
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
      state.problem = problem instanceof Problem ? problem : { title: 'This is no JSON.', message: problem.message };
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
  offeredNames().then((names) => {
    state.names = names;
    draw();
  }, () => {});
  return {};
}

function view(state, actions) {
  return html`
    <div class="title"><h1>Portability</h1></div>
    <p class="lead">One definition against every release that Outset knows: where it is accepted, by which way each value travels there, and what becomes another value although nothing asks for it.</p>
    ${picker('portability', 'Definition', state.choice, state.names, actions.choose)}
    ${state.problem ? problems(state.problem) : ''}
    ${state.busy ? loading('the report') : ''}
    ${state.report ? [matrix(state, actions), detail(state.report.find((release) => release.version === state.chosen))] : state.busy || state.problem ? '' : empty('Choose a definition.', 'A stored VM by its name, or the spec of one that is only an idea yet.')}`;
}

const problems = (problem) => html`${failure(problem)}<ul>${(problem.violations ?? []).map((violation) => finding(violation, 'error'))}</ul>`;

const CHANNELS = { 'early-config': 'config', global: 'global', qmp: 'qmp', none: '—' };

/** The deliveries of a name, each way once. */
function waysOf(release, name) {
  const all = release.deliveries.filter((delivery) => delivery.name === name);
  return all.filter((delivery, index) => all.findIndex((other) => other.channel === delivery.channel) === index);
}

function matrix(state, actions) {
  const releases = state.report;
  const wishes = [...new Set(releases.flatMap((release) => release.deliveries.map((delivery) => delivery.name)))];
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
    : html`<span class="no" title="refused">✕</span><span class="hidden">refused</span>`))}</tr>
          <tr><th scope="row">Faults</th>${cells((release) => (release.violations.length ? html`<b class="no">${release.violations.length}</b>` : html`<span class="muted">0</span>`))}</tr>
          <tr><th scope="row">Hints</th>${cells((release) => release.warnings.length || html`<span class="muted">0</span>`)}</tr>
          <tr class="group"><th scope="row" colspan=${releases.length + 1}>By which way each value travels</th></tr>
          ${wishes.map((name) => html`<tr><th scope="row"><code>${name}</code></th>${cells((release) => waysOf(release, name).map((delivery) => html`<span class="way ${delivery.channel}" title=${delivery.reason}>${CHANNELS[delivery.channel]}</span> `))}</tr>`)}
          ${changed.length ? html`<tr class="group"><th scope="row" colspan=${releases.length + 1}>What is another value there</th></tr>` : ''}
          ${changed.map((name) => html`<tr><th scope="row"><code>${name}</code></th>${cells((release) => {
    const change = release.changes.find((each) => each.name === name);
    return change ? html`<code class="there" title="${change.here ?? 'nothing'} here: ${change.reason}">${change.there ?? '—'}</code>` : '';
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
      <div class="panel-head"><h2 id="release-title">QEMU ${release.version}</h2><p><span class="badge ${release.accepted ? 'good' : 'bad'}">${release.accepted ? 'accepted' : 'refused'}</span></p></div>
      ${release.prints.length ? html`<h3>It would print</h3><pre class="output" tabindex="0" aria-label="What QEMU prints">${release.prints.join('\n')}</pre>` : ''}
      ${list('Faults', release.violations, 'error')}
      ${list('Hints', release.warnings, 'warning')}
      ${list('Not known there', release.gone, 'error')}
      ${list('Discouraged there', release.discouraged, 'warning')}
      ${release.changes.length ? html`<h3>${counted(release.changes.length, 'difference')} to the definition’s own release</h3>
      <table class="cards" role="table"><caption class="hidden">Differences</caption><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">What</th><th role="columnheader" scope="col">Here</th><th role="columnheader" scope="col">There</th><th role="columnheader" scope="col">Why</th></tr></thead>
        <tbody role="rowgroup">${release.changes.map((change) => html`<tr role="row"><th role="rowheader" scope="row"><code>${change.name}</code></th><td role="cell" data-label="Here"><code>${change.here ?? '—'}</code></td><td role="cell" data-label="There"><code>${change.there ?? '—'}</code></td><td role="cell" data-label="Why">${change.reason}</td></tr>`)}</tbody></table>` : html`<p class="muted">Nothing is another value there.</p>`}
    </section>`;
}
