/**
 * JSON with exact numbers and with the position of every member.
 * @module
 */

/**
 * Parses JSON. Integers that a double cannot represent, such as large 64-bit integers, keep their digits.
 * @param {string} text
 */
export function parse(text) {
  return JSON.parse(text, (key, value, context) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && Number.isInteger(value) && context?.source && JSON.rawJSON
      ? JSON.rawJSON(context.source)
      : value);
}

/** Formats JSON with indentation. */
export const pretty = (value) => JSON.stringify(value, null, 2);

/** A value on one line: strings as they are, other values as JSON. */
export function plain(value) {
  if (value === undefined || value === null) {
    return '';
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The value at a JSON pointer; undefined if there is none. */
export function at(value, pointer) {
  return tokens(pointer).reduce((node, token) => (node === null || typeof node !== 'object' ? undefined : node[token]), value);
}

/** The reference tokens of a pointer. */
export function tokens(pointer) {
  return pointer.split('/').slice(1).map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Escapes a reference token. */
export const escaped = (token) => token.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Copies a value with the member at a pointer set, or removed if the new value is undefined.
 * @param {any} value
 * @param {string} pointer
 * @param {any} member
 */
export function set(value, pointer, member) {
  const copy = structuredClone(value ?? {});
  const path = tokens(pointer);
  const last = path.pop();
  let node = copy;
  for (const token of path) {
    if (node[token] === null || typeof node[token] !== 'object') {
      node[token] = {};
    }
    node = node[token];
  }
  if (member === undefined) {
    delete node[last];
  } else {
    node[last] = member;
  }
  return copy;
}

/**
 * The leaves of a value as pairs of pointer and value, without empty objects and arrays.
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
 * Maps the pointer of every member to its offset. For text that is not valid JSON, covers the part before the error.
 * @param {string} text
 * @returns {Map<string, number>}
 */
export function offsets(text) {
  const found = new Map();
  const lexeme = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|([^\s{}[\],:"]+))/y;
  const path = []; // of { list, key }
  let expectKey = false;
  const pointer = () => path.map((level) => `/${escaped(String(level.key))}`).join('');
  for (let match = lexeme.exec(text); match; match = lexeme.exec(text)) {
    const [whole, mark, string, token] = match;
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
    } else if ((string || token) && !found.has(pointer())) {
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
 * The offset of a pointer, or of its nearest existing ancestor.
 * @param {Map<string, number>} found
 * @param {string} pointer
 */
export function nearest(found, pointer) {
  let current = pointer;
  while (current && !found.has(current)) {
    current = current.slice(0, current.lastIndexOf('/'));
  }
  return found.get(current) ?? 0;
}
