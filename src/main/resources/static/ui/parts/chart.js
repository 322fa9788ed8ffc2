/**
 * Line charts over time, with a text alternative and a table of all values.
 * @module
 */
import { html, svg } from '../lit/lit-html.js';
import { counted, duration } from '../format.js';

/**
 * @typedef {{ name: string, values: (number | null)[] }} Series
 */

/**
 * Renders a chart of one or two series.
 * @param {string} title
 * @param {number[]} times milliseconds since the first value
 * @param {Series[]} series
 * @param {{ base: number, format: (value: number) => string }} unit base is 2 for bytes, and 10 otherwise
 */
export function chart(title, times, series, unit) {
  const known = series.filter(({ values }) => values.some(isKnown));
  if (known.length === 0) {
    return html`<figure class="chart"><figcaption><h3>${title}</h3></figcaption><p class="muted">Not reported yet.</p></figure>`;
  }
  const top = ceiling(Math.max(...known.flatMap(({ values }) => values.filter(isKnown))), unit.base);
  const last = times.at(-1);
  return html`
    <figure class="chart">
      <figcaption><h3>${title}</h3>
        ${known.map((one) => html`<span><svg class="chart-key" viewBox="0 0 16 2" aria-hidden="true">${line(series.indexOf(one), 'M0 1h16')}</svg> ${one.name} <b>${unit.format(one.values.findLast(isKnown))}</b></span>`)}
      </figcaption>
      <div class="chart-plot">
        <p class="chart-scale" aria-hidden="true">${[top, top / 2, 0].map((value) => html`<span>${unit.format(value)}</span>`)}</p>
        <svg class="chart-area" role="img" aria-label=${summary(title, last, known, unit)} viewBox="0 0 100 100" preserveAspectRatio="none">
          ${[0, 50, 100].map((y) => svg`<path class="chart-grid" d="M0 ${y}h100"></path>`)}
          ${known.map((one) => line(series.indexOf(one), path(times, one.values, last, top)))}
        </svg>
        <p class="chart-times" aria-hidden="true"><span>0 s</span><span>${duration(last)}</span></p>
      </div>
    </figure>`;
}

/**
 * Renders the values of charts as a table that the user can open.
 * @param {number[]} times
 * @param {(Series & { format: (value: number) => string })[]} series
 */
export const valueTable = (times, series) => html`
  <details class="chart-values"><summary>${counted(times.length, 'value')} as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Values">
      <table>
        <thead><tr><th scope="col">Time</th>${series.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
        <tbody>${times.map((time, index) => html`<tr><th scope="row" class="number">${duration(time)}</th>${series.map(({ values, format }) => html`<td class="number">${isKnown(values[index]) ? format(values[index]) : '—'}</td>`)}</tr>`)}</tbody>
      </table>
    </div>
  </details>`;

const isKnown = (value) => value !== null && value !== undefined;

/** The smallest end of an axis that is not below the maximum and whose half is a short number. */
function ceiling(maximum, base) {
  if (maximum <= 0) {
    return 1;
  }
  const step = Math.max(base ** Math.floor(Math.log(maximum) / Math.log(base)) / (base === 2 ? 4 : 5), 2);
  return Math.ceil(maximum / step) * step;
}

const line = (index, d) => svg`<path class="chart-line ${index ? 'second' : 'first'}" d=${d}></path>`;

/** The path of a series. It is interrupted where a value is unknown; h0 makes a single value visible. */
function path(times, values, last, top) {
  return values.map((value, index) => {
    if (!isKnown(value)) {
      return '';
    }
    const starts = index === 0 || !isKnown(values[index - 1]);
    const x = last ? (100 * times[index]) / last : 0;
    return `${starts ? 'M' : 'L'}${x.toFixed(2)} ${(100 - (100 * value) / top).toFixed(2)}${starts ? 'h0' : ''}`;
  }).join('');
}

function summary(title, last, series, unit) {
  const texts = series.map(({ name, values }) => {
    const known = values.filter(isKnown);
    return `${name} from ${unit.format(known[0])} to ${unit.format(known.at(-1))}, at most ${unit.format(Math.max(...known))}`;
  });
  return `${title} over ${duration(last)}: ${texts.join('; ')}.`;
}
