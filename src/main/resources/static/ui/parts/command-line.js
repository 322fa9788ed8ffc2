/**
 * A command line and the definition it comes from, tied to each other both ways.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { leaves, plain } from '../json.js';

/**
 * Whether a pointer is another one or lies above or below it. The root stands for nothing.
 * @param {string} one
 * @param {string} other
 */
export const touches = (one, other) =>
  one !== '' && other !== '' && (one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`));

/**
 * Both lists. Pointing at one side, by mouse or by keyboard, marks the other; a click keeps the mark.
 * @param {any} commandLine the answer of /command-line
 * @param {any[]} deliveries how each wish travels; those over QMP stand below the command line
 * @param {any} spec
 * @param {{ over: string | null, pinned: string | null, token: any }} tie what is marked; the caller keeps it
 * @param {() => void} draw
 */
export function tiedCommandLine(commandLine, deliveries, spec, tie, draw) {
  const marked = tie.over ?? tie.pinned ?? '';
  const point = (pointer, token) => () => {
    tie.over = pointer;
    tie.token = token;
    draw();
  };
  const leave = () => {
    tie.over = null;
    tie.token = null;
    draw();
  };
  const pin = (pointer) => () => {
    tie.pinned = tie.pinned === pointer ? null : pointer;
    draw();
  };
  const sent = deliveries.filter((delivery) => delivery.channel === 'qmp').map(({ as, name, pointer, reason }) => ({ option: as, value: name, pointer, reason }));
  const all = [...commandLine.tokens, ...sent];
  const tied = leaves(spec).filter(([pointer]) => all.some((token) => touches(token.pointer, pointer)));
  const reasons = marked ? all.filter((token) => touches(token.pointer, marked)) : [];
  const tokens = (list) => list.map((token) => html`<li>${button(token.pointer, token, html`<b>${token.option}</b> ${token.value ?? ''}`, `${token.option} ${token.value ?? ''}`)}</li>`);
  const button = (pointer, token, content, name) => html`<button type="button" class="tie ${touches(pointer, marked) ? 'marked' : ''} ${pointer ? '' : 'fixed'}"
      aria-pressed=${tie.pinned !== null && touches(pointer, tie.pinned) ? 'true' : 'false'} aria-label=${name}
      @mouseenter=${point(pointer, token)} @mouseleave=${leave} @focus=${point(pointer, token)} @blur=${leave} @click=${pin(pointer)}>${content}</button>`;
  return html`
    <div class="why" role="status">${tie.token
    ? html`<p><code>${tie.token.option}</code> ${tie.token.reason} ${tie.token.pointer ? html`<code class="muted">${tie.token.pointer}</code>` : html`<span class="muted">No field decides this.</span>`}</p>`
    : reasons.length
      ? reasons.map((token) => html`<p><code>${token.option} ${token.value ?? ''}</code> ${token.reason}</p>`)
      : html`<p class="muted">Point at a field or an option to see what belongs to it and why; click to keep it.</p>`}</div>
    <div class="tied">
      <div>
        <h3>Definition</h3>
        <ul class="ties">${tied.map(([pointer, value]) => html`<li>${button(pointer, null, html`<span class="muted">${pointer.slice(1).replaceAll('/', ' / ')}</span> <b>${plain(value)}</b>`, `${pointer} ${plain(value)}`)}</li>`)}</ul>
      </div>
      <div>
        <h3>Command line</h3>
        <ul class="ties"><li><span class="tie program">${commandLine.program}</span></li>
          ${tokens(commandLine.tokens)}</ul>
        ${sent.length ? html`<h3>Afterwards, over QMP</h3><ul class="ties">${tokens(sent)}</ul>` : ''}
      </div>
    </div>`;
}
