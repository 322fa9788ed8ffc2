/**
 * A command line and its definition, with links between options and fields in both directions.
 * @module
 */
import { html } from '../lit/lit-html.js';
import { leaves, plain } from '../json.js';

/**
 * Whether two pointers are equal or one is an ancestor of the other. The root matches nothing.
 * @param {string} one
 * @param {string} other
 */
const touches = (one, other) =>
  one !== '' && other !== '' && (one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`));

/**
 * Renders both lists. Hovering over or focusing an entry of one list highlights the other; a click keeps the highlight.
 * @param {any} commandLine the response of /command-line
 * @param {any[]} deliveries how each requested value is delivered; QMP commands are listed below the command line
 * @param {any} spec
 * @param {{ over: string | null, pinned: string | null, token: any }} highlight what is highlighted; owned by the caller
 * @param {() => void} draw
 */
export function linkedCommandLine(commandLine, deliveries, spec, highlight, draw) {
  const marked = highlight.over ?? highlight.pinned ?? '';
  const point = (pointer, token) => () => {
    highlight.over = pointer;
    highlight.token = token;
    draw();
  };
  const leave = () => {
    highlight.over = null;
    highlight.token = null;
    draw();
  };
  const pin = (pointer) => () => {
    highlight.pinned = highlight.pinned === pointer ? null : pointer;
    draw();
  };
  const sent = deliveries.filter((delivery) => delivery.channel === 'qmp').map(({ as, name, pointer, reason }) => ({ option: as, value: name, pointer, reason }));
  const all = [...commandLine.tokens, ...sent];
  const linked = leaves(spec).filter(([pointer]) => all.some((token) => touches(token.pointer, pointer)));
  const reasons = marked ? all.filter((token) => touches(token.pointer, marked)) : [];
  const tokens = (list) => list.map((token) => html`<li>${button(token.pointer, token, html`<b>${token.option}</b> ${token.value ?? ''}`, `${token.option} ${token.value ?? ''}`)}</li>`);
  const button = (pointer, token, content, name) => html`<button type="button" class="linked-item ${touches(pointer, marked) ? 'marked' : ''} ${pointer ? '' : 'fixed'}"
      aria-pressed=${highlight.pinned !== null && touches(pointer, highlight.pinned) ? 'true' : 'false'} aria-label=${name}
      @mouseenter=${point(pointer, token)} @mouseleave=${leave} @focus=${point(pointer, token)} @blur=${leave} @click=${pin(pointer)}>${content}</button>`;
  return html`
    <div class="explanation" role="status">${highlight.token
    ? html`<p><code>${highlight.token.option}</code> ${highlight.token.reason} ${highlight.token.pointer ? html`<code class="muted">${highlight.token.pointer}</code>` : html`<span class="muted">Not derived from a field.</span>`}</p>`
    : reasons.length
      ? reasons.map((token) => html`<p><code>${token.option} ${token.value ?? ''}</code> ${token.reason}</p>`)
      : html`<p class="muted">Hover over or focus a field or an option to see the related entries and the reason; click to keep the selection.</p>`}</div>
    <div class="linked">
      <div>
        <h3>Definition</h3>
        <ul class="linked-list">${linked.map(([pointer, value]) => html`<li>${button(pointer, null, html`<span class="muted">${pointer.slice(1).replaceAll('/', ' / ')}</span> <b>${plain(value)}</b>`, `${pointer} ${plain(value)}`)}</li>`)}</ul>
      </div>
      <div>
        <h3>Command line</h3>
        <ul class="linked-list"><li><span class="linked-item program">${commandLine.program}</span></li>
          ${tokens(commandLine.tokens)}</ul>
        ${sent.length ? html`<h3>After the start, over QMP</h3><ul class="linked-list">${tokens(sent)}</ul>` : ''}
      </div>
    </div>`;
}
