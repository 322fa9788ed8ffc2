/**
 * The address: what follows the hash is a path and a query, so that every view and every filter has a link.
 * @module
 */

/**
 * @typedef {{ path: string, query: URLSearchParams }} Route
 */

/**
 * What a hash says.
 * @param {string} hash
 * @returns {Route}
 */
export function routeOf(hash) {
  if (!hash.startsWith('#/')) {
    return { path: '/', query: new URLSearchParams() };
  }
  const [path, query] = hash.replace(/^#/, '').split(/\?(.*)/s);
  return { path: path || '/', query: new URLSearchParams(query ?? '') };
}

/**
 * Calls back whenever the address changes to another path or query.
 * @param {(route: Route) => void} listener
 */
export function onRoute(listener) {
  addEventListener('hashchange', () => {
    if (!location.hash || location.hash.startsWith('#/')) {
      listener(routeOf(location.hash));
    }
  });
}

/**
 * The link to a path with a query; what is empty is left out.
 * @param {string} path
 * @param {Iterable<[string, string]>} query
 */
export function link(path, query = []) {
  const text = new URLSearchParams([...query].filter(([, value]) => value)).toString();
  return `#${path}${text ? `?${text}` : ''}`;
}

/** Goes to a path. */
export function go(path, query) {
  location.hash = link(path, query);
}

/** Writes a path into the address without going there: what is being typed can be sent to others and survives a reload. */
export function note(path, query) {
  history.replaceState(null, '', link(path, query));
}
