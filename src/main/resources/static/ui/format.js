/**
 * Numbers and times for people.
 * @module
 */

const number = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const STEPS = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** A count. */
export const count = (value) => number.format(value);

/** The plural of a word with its count. */
export const counted = (value, word, words = `${word}s`) => `${count(value)} ${value === 1 ? word : words}`;

/** A time of the day to the millisecond. */
export const timeOf = (instant) => (instant ? clock.format(new Date(instant)) : '');

/** A day and time. */
export const dateOf = (instant) => (instant ? day.format(new Date(instant)) : '');

/** Bytes in the largest unit in which they are a whole number, as 1 GiB. */
export function bytes(value) {
  let left = Number(value);
  let step = 0;
  while (left >= 1024 && left % 1024 === 0 && step < STEPS.length - 1) {
    left /= 1024;
    step += 1;
  }
  return `${number.format(left)} ${STEPS[step]}B`;
}

/**
 * A parameter's value with its unit.
 * @param {any} value
 * @param {string | undefined} unit the catalogue's unit, as bytes/s
 */
export function withUnit(value, unit) {
  if (value === undefined || value === null) {
    return '';
  }
  if (value === '') {
    return '""';
  }
  if (typeof value !== 'number') {
    return typeof value === 'string' ? value : JSON.stringify(value);
  }
  if (unit === 'bytes') {
    return bytes(value);
  }
  if (unit === 'bytes/s') {
    return `${bytes(value)}/s`;
  }
  return unit && unit !== 'count' ? `${number.format(value)} ${unit}` : number.format(value);
}

/** The time between two instants, as +12.3 ms. */
export function after(start, instant) {
  const milliseconds = instantOf(instant) - instantOf(start);
  return milliseconds < 1000 ? `+${trimmed(milliseconds)} ms` : `+${trimmed(milliseconds / 1000)} s`;
}

const trimmed = (value) => String(Math.round(value * 10) / 10);

/** Milliseconds with the parts of them that Date would cut off. */
function instantOf(text) {
  const fraction = /\.(\d+)Z$/.exec(text);
  const micro = fraction ? Number(`0.${fraction[1].slice(3) || 0}`) : 0;
  return Date.parse(text) + micro;
}

/** What a signed-off name of QEMU's says: late-backends-created is "late backends created". */
export const spoken = (name) => name.replaceAll('-', ' ');
