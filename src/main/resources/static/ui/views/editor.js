/**
 * The editor: a definition as fields or as JSON, with every fault and hint beside what it speaks of as one types.
 * @module
 */
import { html, render } from '../lit/lit-html.js';
import { call, get, post, vmPath, whoami } from '../api.js';
import { parse, places, nearest, pretty, at, set } from '../json.js';
import { go, note } from '../router.js';
import { changeView } from '../parts/change.js';
import { fields, fieldId } from '../parts/fields.js';
import { importer } from '../parts/importer.js';
import { jsonEditor, jsonPlace } from '../parts/json-editor.js';
import { failure, loading } from '../parts/states.js';
import { finding } from '../parts/violations.js';

const QUIET_TIME = 250;

/** Opens the view: for a VM that is there, or for a new one. */
export function open(place, { path, name, query }) {
  const editing = path.endsWith('/edit');
  const state = {
    name, editing, mode: query.get('as') === 'json' ? 'json' : 'fields', text: '', doc: null, unreadable: null, etag: null,
    errors: [], warnings: [], result: null, checked: false, problem: null, conflict: null, saving: false,
    versions: [], specs: [], capabilities: [], machineTypes: [], imported: null,
  };
  let timer = 0;
  let asking = new AbortController();
  const draw = () => render(view(state, actions), place);

  /** Takes what was typed, and asks the service about it once the typing pauses. */
  function take(text) {
    state.text = text;
    state.checked = false;
    try {
      state.doc = parse(text);
      state.unreadable = null;
    } catch (unreadable) {
      state.unreadable = unreadable.message;
    }
    clearTimeout(timer);
    timer = setTimeout(check, QUIET_TIME);
    draw();
  }

  async function check() {
    if (state.unreadable) {
      return;
    }
    asking.abort();
    asking = new AbortController();
    try {
      const options = { body: state.text, signal: asking.signal };
      const { body } = editing
        ? await call('PUT', `${vmPath(name)}?dryRun=true`, options)
        : await call('POST', '/vms?dryRun=true', options);
      Object.assign(state, { result: body, errors: [], warnings: body.vm.warnings ?? [], checked: true, problem: null });
    } catch (problem) {
      if (problem.name === 'AbortError') {
        return;
      }
      const refused = problem.violations?.length > 0;
      Object.assign(state, { errors: problem.violations ?? [], warnings: problem.warnings ?? [], checked: refused, problem: refused ? null : problem });
    }
    await loadRelease();
    draw();
  }

  /** The parameters, capabilities and machine types of the release that is written, for what the fields offer. */
  async function loadRelease() {
    const version = at(state.doc, '/spec/qemu/version') ?? at(state.result, '/vm/spec/qemu/version');
    if (version === state.version || !state.versions.some((each) => each.version === version)) {
      return;
    }
    state.version = version;
    const below = `/qemu-versions/${version}`;
    const [specs, capabilities, types] = await Promise.all(
      ['migration-parameters', 'migration-capabilities', 'machine-types'].map((list) => get(`${below}/${list}`)));
    Object.assign(state, { specs: specs.items, capabilities: capabilities.items, machineTypes: types.items });
  }

  async function save() {
    state.saving = true;
    draw();
    try {
      const { body } = editing
        ? await call('PUT', vmPath(name), { body: state.text, ifMatch: state.etag })
        : await call('POST', '/vms', { body: state.text });
      go(`/vms/${encodeURIComponent(body.name)}`);
    } catch (problem) {
      state.saving = false;
      if (problem.status === 412) {
        state.conflict = await call('GET', vmPath(name));
        await check();
      } else if (problem.violations?.length) {
        Object.assign(state, { errors: problem.violations, warnings: problem.warnings, checked: true });
      } else {
        state.problem = problem;
      }
      draw();
    }
  }

  const actions = {
    draw,
    take,
    save,
    setAt: (pointer, value) => take(pretty(set(state.doc, pointer, value))),
    mode(mode) {
      state.mode = mode;
      note(path, mode === 'json' ? [['as', 'json']] : []);
      draw();
    },
    show(pointer) {
      const field = state.mode === 'fields' ? document.getElementById(fieldId(pointer)) : null;
      if (field) {
        field.focus();
        return;
      }
      actions.mode('json');
      jsonPlace(place, nearest(places(state.text), pointer));
    },
    async import(shell) {
      state.imported = await post('/imports', { shell, qemu: { version: at(state.doc, '/spec/qemu/version') ?? state.version } });
      take(pretty({ ...state.doc, name: state.doc?.name || state.imported.name || '', spec: state.imported.spec }));
    },
    overwrite() {
      state.etag = state.conflict.etag;
      state.conflict = null;
      save();
    },
    theirs() {
      state.etag = state.conflict.etag;
      const { body } = state.conflict;
      state.conflict = null;
      take(written(body));
    },
  };

  async function load() {
    state.problem = null;
    draw();
    try {
      const [versions, vm] = await Promise.all([get('/qemu-versions'), editing ? call('GET', vmPath(name)) : null]);
      state.versions = versions.items;
      if (vm) {
        state.etag = vm.etag;
        take(written(vm.body));
      } else {
        take(pretty(blank(state.versions.at(-1).version)));
      }
      clearTimeout(timer);
      await check();
    } catch (problem) {
      state.problem = problem;
      draw();
    }
  }
  actions.load = load;
  load();

  return {
    redraw: draw,
    close() {
      clearTimeout(timer);
      asking.abort();
    },
  };
}

const written = ({ name, labels, spec }) => pretty({ name, labels, spec });

const blank = (version) => ({
  name: '',
  labels: {},
  spec: {
    qemu: { version },
    machine: { type: 'q35' },
    cpu: { count: 2 },
    memory: { size: '1GiB' },
    migration: { incoming: { listen: 'defer' }, early: {}, live: {}, capabilities: {} },
  },
});

function view(state, actions) {
  const title = state.editing ? `Edit ${state.name}` : 'New VM';
  if (!state.text) {
    return html`<div class="title"><h1>${title}</h1></div>${state.problem ? failure(state.problem, actions.load) : loading()}`;
  }
  const refused = state.unreadable || state.errors.length > 0;
  return html`
    <div class="title">
      <h1>${title}</h1>
      <div class="modes" role="group" aria-label="Form of the definition">
        ${['fields', 'json'].map((mode) => html`<button type="button" aria-pressed=${state.mode === mode ? 'true' : 'false'} @click=${() => actions.mode(mode)}>${mode === 'json' ? 'JSON' : 'Fields'}</button>`)}
      </div>
      <div class="actions">
        <a class="button quiet" href=${state.editing ? `#/vms/${encodeURIComponent(state.name)}` : '#/'}>Cancel</a>
        <button type="button" class="primary" ?disabled=${refused || state.saving || !whoami.mayWrite} @click=${actions.save}>${state.editing ? 'Save' : 'Create'}</button>
      </div>
    </div>
    ${state.problem ? failure(state.problem) : ''}
    ${state.conflict ? conflict(state, actions) : ''}
    <div class="editor">
      <div class="editor-main">
        ${state.editing ? '' : importer(state.imported, actions.import)}
        ${state.mode === 'json' || !state.doc ? jsonEditor(state, actions.take) : fields(state, actions)}
      </div>
      <div class="editor-side">
        <section class="panel" aria-labelledby="findings-title">
          <div class="panel-head"><h2 id="findings-title">Faults and hints</h2><p role="status" class=${refused ? 'refused' : 'accepted'}>${verdict(state)}</p></div>
          ${state.unreadable ? html`<ul><li class="finding error"><p>This is no JSON: ${state.unreadable}</p></li></ul>` : html`
          <ul>${state.errors.map((violation) => finding(violation, 'error', () => actions.show(violation.pointer)))}
            ${state.warnings.map((violation) => finding(violation, 'warning', () => actions.show(violation.pointer)))}</ul>`}
        </section>
        ${state.result && !refused ? [
    state.result.change ? changeView(state.result.change) : '',
    html`<section class="panel" aria-labelledby="preview-title"><h2 id="preview-title">Its command line</h2>
          <pre class="output" tabindex="0" aria-label="Command line">${state.result.commandLine.tokens.map((token) => `${token.option}${token.value === undefined ? '' : ` ${token.value}`}`).join('\n')}</pre></section>`,
    html`<section class="panel" aria-labelledby="ways-title"><h2 id="ways-title">How each value travels</h2>
          ${state.result.plan.deliveries.length ? html`<dl class="ways">${state.result.plan.deliveries.map((delivery) => html`<div><dt><code>${delivery.name}</code> <span class="layer ${delivery.channel}">${delivery.channel}</span></dt><dd class="muted">${delivery.reason}</dd></div>`)}</dl>` : html`<p class="muted">Nothing is asked for.</p>`}</section>`] : ''}
      </div>
    </div>`;
}

function verdict(state) {
  if (state.unreadable) {
    return 'unreadable';
  }
  if (!state.checked) {
    return 'checking …';
  }
  const faults = state.errors.length;
  return faults ? `${faults} ${faults === 1 ? 'fault' : 'faults'}` : 'would be accepted';
}

const conflict = (state, actions) => html`
  <div class="failure" role="alert">
    <p><strong>Somebody else has changed ${state.name} meanwhile.</strong> The difference below is now against what is stored, generation ${state.conflict.body.generation}.</p>
    <div class="actions"><button type="button" @click=${actions.overwrite}>Write mine over it</button><button type="button" @click=${actions.theirs}>Go on from theirs</button></div>
  </div>`;
