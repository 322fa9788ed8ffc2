/**
 * A definition as JSON, with marks at the lines of errors and warnings.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { live } from '../lit/directives/live.js';
import { nearest, offsets } from '../json.js';

/**
 * Renders the editor.
 * @param {{ text: string, errors: any[], warnings: any[], syntaxError: string | null }} state
 * @param {(text: string) => void} onInput
 */
export function jsonEditor(state, onInput) {
  const lines = state.text.split('\n');
  const marks = marked(state);
  return html`
    <div class="json">
      <ol class="gutter" aria-hidden="true">${lines.map((line, index) => {
    const mark = marks.get(index);
    return html`<li class=${mark?.kind ?? ''} title=${mark?.text ?? ''}>${index + 1}</li>`;
  })}</ol>
      <textarea class="json-text" aria-label="Definition as JSON" aria-invalid=${state.syntaxError || state.errors.length ? 'true' : 'false'}
        spellcheck="false" autocapitalize="off" wrap="off" rows=${lines.length} .value=${live(state.text)}
        @input=${(event) => onInput(event.target.value)}></textarea>
    </div>`;
}

function marked(state) {
  const found = offsets(state.text);
  const marks = new Map();
  const add = (kind) => (violation) => {
    const line = lineOf(state.text, nearest(found, violation.pointer));
    const before = marks.get(line);
    marks.set(line, { kind: before?.kind === 'error' ? 'error' : kind, text: [before?.text, violation.message].filter(Boolean).join('\n') });
  };
  state.errors.forEach(add('error'));
  state.warnings.forEach(add('warning'));
  return marks;
}

const lineOf = (text, offset) => text.slice(0, offset).split('\n').length - 1;

/** Puts the cursor on the line of an offset. */
export function focusOffset(container, offset) {
  const area = container.querySelector('.json-text');
  if (area) {
    const end = area.value.indexOf('\n', offset);
    area.focus();
    area.setSelectionRange(offset, end < 0 ? area.value.length : end);
  }
}
