/**
 * The editor: a definition as a form or as JSON, with the errors and warnings of each field, updated during input.
 * @module
 */
import { html, render } from '../lit/lit-html.js';
import { call, get, post, vmPath, whoami } from '../api.js';
import { parse, offsets, nearest, pretty, at, set } from '../json.js';
import { go, replace } from '../router.js';
import { changeView } from '../parts/change.js';
import { fields, fieldId } from '../parts/fields.js';
import { importer } from '../parts/importer.js';
import { jsonEditor, focusOffset } from '../parts/json-editor.js';
import { failure, loading } from '../parts/states.js';
import { finding } from '../parts/violations.js';

const DEBOUNCE = 250;

/** Opens the view for an existing or a new VM. */
export function open(container, { path, name, query }) {
  const editing = path.endsWith('/edit');
  const state = {
    name, editing, mode: query.get('as') === 'json' ? 'json' : 'fields', text: '', doc: null, syntaxError: null, etag: null,
    errors: [], warnings: [], result: null, checked: false, problem: null, conflict: null, saving: false,
    versions: [], specs: [], capabilities: [], machineTypes: [], imported: null,
  };
  let timer = 0;
  let request = new AbortController();
  const draw = () => render(view(state, actions), container);

  /** Applies an edit, and validates it with the service after a pause in the input. */
  function edit(text) {
    state.text = text;
    state.checked = false;
    try {
      state.doc = parse(text);
      state.syntaxError = null;
    } catch (syntaxError) {
      state.syntaxError = syntaxError.message;
    }
    clearTimeout(timer);
    timer = setTimeout(check, DEBOUNCE);
    draw();
  }

  async function check() {
    if (state.syntaxError) {
      return;
    }
    request.abort();
    request = new AbortController();
    try {
      const options = { body: state.text, signal: request.signal };
      const { body } = editing
        ? await call('PUT', `${vmPath(name)}?dryRun=true`, options)
        : await call('POST', '/vms?dryRun=true', options);
      Object.assign(state, { result: body, errors: [], warnings: body.vm.warnings ?? [], checked: true, problem: null });
    } catch (problem) {
      if (problem.name === 'AbortError') {
        return;
      }
      const rejected = problem.violations?.length > 0;
      Object.assign(state, { errors: problem.violations ?? [], warnings: problem.warnings ?? [], checked: rejected, problem: rejected ? null : problem });
    }
    await loadRelease();
    draw();
  }

  /** Loads the parameters, capabilities and machine types of the selected release for the fields. */
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
    edit,
    save,
    setAt: (pointer, value) => edit(pretty(set(state.doc, pointer, value))),
    mode(mode) {
      state.mode = mode;
      replace(path, mode === 'json' ? [['as', 'json']] : []);
      draw();
    },
    show(pointer) {
      const field = state.mode === 'fields' ? document.getElementById(fieldId(pointer)) : null;
      if (field) {
        field.focus();
        return;
      }
      actions.mode('json');
      focusOffset(container, nearest(offsets(state.text), pointer));
    },
    async import(shell) {
      state.imported = await post('/imports', { shell, qemu: { version: at(state.doc, '/spec/qemu/version') ?? state.version } });
      edit(pretty({ ...state.doc, name: state.doc?.name || state.imported.name || '', spec: state.imported.spec }));
    },
    overwrite() {
      state.etag = state.conflict.etag;
      state.conflict = null;
      save();
    },
    discard() {
      state.etag = state.conflict.etag;
      const { body } = state.conflict;
      state.conflict = null;
      edit(editable(body));
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
        edit(editable(vm.body));
      } else {
        edit(pretty(blank(state.versions.at(-1).version)));
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
    resume: check,
    close() {
      clearTimeout(timer);
      request.abort();
    },
  };
}

const editable = ({ name, labels, spec }) => pretty({ name, labels, spec });

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
  const rejected = state.syntaxError || state.errors.length > 0;
  return html`
    <div class="title">
      <h1>${title}</h1>
      <div class="modes" role="group" aria-label="Editing mode">
        ${['fields', 'json'].map((mode) => html`<button type="button" aria-pressed=${state.mode === mode ? 'true' : 'false'} @click=${() => actions.mode(mode)}>${mode === 'json' ? 'JSON' : 'Fields'}</button>`)}
      </div>
      <div class="actions">
        <a class="button quiet" href=${state.editing ? `#/vms/${encodeURIComponent(state.name)}` : '#/'}>Cancel</a>
        <button type="button" class="primary" ?disabled=${rejected || state.saving || !whoami.mayWrite} @click=${actions.save}>${state.editing ? 'Save' : 'Create'}</button>
      </div>
    </div>
    ${state.problem ? failure(state.problem) : ''}
    ${state.conflict ? conflict(state, actions) : ''}
    <div class="editor">
      <div class="editor-main">
        ${state.editing ? '' : importer(state.imported, actions.import)}
        ${state.mode === 'json' || !state.doc ? jsonEditor(state, actions.edit) : fields(state, actions)}
      </div>
      <div class="editor-side">
        <section class="panel" aria-labelledby="findings-title">
          <div class="panel-head"><h2 id="findings-title">Errors and warnings</h2><p role="status" class=${rejected ? 'rejected' : 'accepted'}>${verdict(state)}</p></div>
          ${state.syntaxError ? html`<ul><li class="finding error"><p>Not valid JSON: ${state.syntaxError}</p></li></ul>` : html`
          <ul>${state.errors.map((violation) => finding(violation, 'error', () => actions.show(violation.pointer)))}
            ${state.warnings.map((violation) => finding(violation, 'warning', () => actions.show(violation.pointer)))}</ul>`}
        </section>
        ${state.result && !rejected ? [
    state.result.change ? changeView(state.result.change) : '',
    html`<section class="panel" aria-labelledby="preview-title"><h2 id="preview-title">Command line</h2>
          <pre class="output" tabindex="0" aria-label="Command line">${state.result.commandLine.tokens.map((token) => `${token.option}${token.value === undefined ? '' : ` ${token.value}`}`).join('\n')}</pre></section>`,
    html`<section class="panel" aria-labelledby="deliveries-title"><h2 id="deliveries-title">Delivery of each value</h2>
          ${state.result.plan.deliveries.length ? html`<dl class="deliveries">${state.result.plan.deliveries.map((delivery) => html`<div><dt><code>${delivery.name}</code> <span class="layer ${delivery.channel}">${delivery.channel}</span></dt><dd class="muted">${delivery.reason}</dd></div>`)}</dl>` : html`<p class="muted">No values are requested.</p>`}</section>`] : ''}
      </div>
    </div>`;
}

function verdict(state) {
  if (state.syntaxError) {
    return 'not valid JSON';
  }
  if (!state.checked) {
    return 'Checking …';
  }
  const errors = state.errors.length;
  return errors ? `${errors} ${errors === 1 ? 'error' : 'errors'}` : 'no errors';
}

const conflict = (state, actions) => html`
  <div class="failure" role="alert">
    <p><strong>${state.name} was modified concurrently.</strong> The changes below are relative to the stored generation ${state.conflict.body.generation}.</p>
    <div class="actions"><button type="button" @click=${actions.overwrite}>Overwrite with my changes</button><button type="button" @click=${actions.discard}>Discard my changes</button></div>
  </div>`;
