/**
 * Formats numbers and times.
 * @module
 */

const number = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const UNITS = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** A number with thousands separators. */
export const count = (value) => number.format(value);

/** A count with its noun, in the plural if necessary. */
export const counted = (value, word, words = `${word}s`) => `${count(value)} ${value === 1 ? word : words}`;

/** A time of the day to the millisecond. */
export const timeOf = (instant) => (instant ? clock.format(new Date(instant)) : '');

/** A day and time. */
export const dateOf = (instant) => (instant ? day.format(new Date(instant)) : '');

/** Bytes in the largest unit in which they are an integer, such as 1 GiB. */
export function bytes(value) {
  let rest = Number(value);
  let unit = 0;
  while (rest >= 1024 && rest % 1024 === 0 && unit < UNITS.length - 1) {
    rest /= 1024;
    unit += 1;
  }
  return `${number.format(rest)} ${UNITS[unit]}B`;
}

/** Bytes to three significant digits, such as 1.46 GiB. */
export function size(value) {
  const unit = value < 1024 ? 0 : Math.min(Math.floor(Math.log2(value) / 10), UNITS.length - 1);
  return `${significant.format(value / 1024 ** unit)} ${UNITS[unit]}B`;
}

/** Milliseconds as a duration, such as 12.3 ms, 4.5 s or 2 min 5 s. */
export function duration(milliseconds) {
  if (milliseconds < 1000) {
    return `${trimmed(milliseconds)} ms`;
  }
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${trimmed(seconds)} s` : `${count(Math.floor(seconds / 60))} min ${Math.floor(seconds % 60)} s`;
}

/**
 * The value of a parameter with its unit.
 * @param {any} value
 * @param {string | undefined} unit the unit in the catalogue, such as bytes/s
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

/** The time between two instants, such as +12.3 ms. */
export const after = (start, instant) => `+${duration(instantOf(instant) - instantOf(start))}`;

const trimmed = (value) => String(Math.round(value * 10) / 10);

/** Milliseconds with the fraction that Date truncates. */
function instantOf(text) {
  const fraction = /\.(\d+)Z$/.exec(text);
  const micro = fraction ? Number(`0.${fraction[1].slice(3) || 0}`) : 0;
  return Date.parse(text) + micro;
}

/** A hyphenated name as words: late-backends-created is "late backends created". */
export const humanized = (name) => name.replaceAll('-', ' ');
