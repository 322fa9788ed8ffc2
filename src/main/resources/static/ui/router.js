/**
 * Hash-based routing: the fragment contains a path and a query, so that every view and every filter has a URL.
 * @module
 */

/**
 * @typedef {{ path: string, query: URLSearchParams }} Route
 */

/**
 * Parses a fragment.
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
 * Calls a listener when the path or query changes.
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
 * The link to a path with a query, without empty values.
 * @param {string} path
 * @param {Iterable<[string, string]>} query
 */
export function link(path, query = []) {
  const text = new URLSearchParams([...query].filter(([, value]) => value)).toString();
  return `#${path}${text ? `?${text}` : ''}`;
}

/** Navigates to a path. */
export function go(path, query) {
  location.hash = link(path, query);
}

/** Replaces the current URL without navigation, so that input can be shared as a link and survives a reload. */
export function replace(path, query) {
  history.replaceState(null, '', link(path, query));
}
