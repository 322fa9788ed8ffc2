/**
 * JSON with numbers kept exactly as they are written, and with the place of every member.
 * @module
 */

/**
 * Reads JSON. Numbers that a double cannot hold, such as the largest of 64 bits, keep their digits.
 * @param {string} text
 */
export function parse(text) {
  return JSON.parse(text, (key, value, context) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && Number.isInteger(value) && context?.source && JSON.rawJSON
      ? JSON.rawJSON(context.source)
      : value);
}

/** Writes JSON for people. */
export const pretty = (value) => JSON.stringify(value, null, 2);

/** A value on one line: text as it is, everything else as JSON. */
export function plain(value) {
  if (value === undefined || value === null) {
    return '';
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a pointer names; undefined for nothing. */
export function at(value, pointer) {
  return words(pointer).reduce((node, word) => (node === null || typeof node !== 'object' ? undefined : node[word]), value);
}

/** A pointer's words. */
export function words(pointer) {
  return pointer.split('/').slice(1).map((word) => word.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A word as it stands in a pointer. */
export const escaped = (word) => word.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * A copy with the member at a pointer set, or removed where the value is undefined.
 * @param {any} value
 * @param {string} pointer
 * @param {any} member
 */
export function set(value, pointer, member) {
  const copy = structuredClone(value ?? {});
  const path = words(pointer);
  const last = path.pop();
  let node = copy;
  for (const word of path) {
    if (node[word] === null || typeof node[word] !== 'object') {
      node[word] = {};
    }
    node = node[word];
  }
  if (member === undefined) {
    delete node[last];
  } else {
    node[last] = member;
  }
  return copy;
}

/**
 * Everything below a value that holds no members: pairs of pointer and value. Empty objects and lists are left out.
 * @param {any} value
 * @param {string} [pointer]
 * @returns {[string, any][]}
 */
export function leaves(value, pointer = '') {
  if (value !== null && typeof value === 'object' && !isRaw(value)) {
    return Object.entries(value).flatMap(([key, member]) => leaves(member, `${pointer}/${escaped(key)}`));
  }
  return [[pointer, value]];
}

const isRaw = (value) => Boolean(JSON.isRawJSON?.(value));

/**
 * Where every member starts: pointer to offset. Text that is no JSON gives what could be read up to there.
 * @param {string} text
 * @returns {Map<string, number>}
 */
export function places(text) {
  const found = new Map();
  const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|([^\s{}[\],:"]+))/y;
  const path = []; // of { list, key }
  let expectKey = false;
  const pointer = () => path.map((level) => `/${escaped(String(level.key))}`).join('');
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [whole, mark, string, word] = match;
    const offset = match.index + whole.search(/\S/);
    const top = path.at(-1);
    if (mark === '{' || mark === '[') {
      if (!found.has(pointer())) {
        found.set(pointer(), offset);
      }
      path.push({ list: mark === '[', key: mark === '[' ? 0 : '' });
      expectKey = mark === '{';
    } else if (mark === '}' || mark === ']') {
      path.pop();
    } else if (mark === ',') {
      if (top?.list) {
        top.key += 1;
      }
      expectKey = Boolean(top && !top.list);
    } else if (mark === ':') {
      expectKey = false;
    } else if (expectKey && string && top) {
      top.key = unquoted(string);
      found.set(pointer(), offset);
    } else if ((string || word) && !found.has(pointer())) {
      found.set(pointer(), offset);
    }
  }
  return found;
}

function unquoted(string) {
  try {
    return JSON.parse(string);
  } catch {
    return string.slice(1, -1);
  }
}

/**
 * The place of a pointer, or of the nearest member above it that is there.
 * @param {Map<string, number>} found
 * @param {string} pointer
 */
export function nearest(found, pointer) {
  let wanted = pointer;
  while (wanted && !found.has(wanted)) {
    wanted = wanted.slice(0, wanted.lastIndexOf('/'));
  }
  return found.get(wanted) ?? 0;
}
