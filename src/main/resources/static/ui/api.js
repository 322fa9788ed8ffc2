/**
 * Client of the API. URLs are relative, so that the UI also works behind a path prefix.
 * @module
 */
import { parse } from './json.js';

const BASE = 'api/v1';
const STORED = 'outset.token';
const WRITERS = new Set(['operator', 'administrator']);

let signInNeeded = () => {};

/** Sets the listener that is called with a reason when the service requires a credential. */
export function onSignInNeeded(listener) {
  signInNeeded = listener;
}

/** An error response (application/problem+json). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {any} body
   */
  constructor(status, body) {
    super(body?.detail ?? body?.title ?? `The service responded with status ${status}`);
    this.status = status;
    this.title = body?.title ?? 'Something went wrong';
    this.action = body?.action ?? null;
    this.violations = body?.violations ?? [];
    this.warnings = body?.warnings ?? [];
  }
}

/** The user of the page: unknown until the service requires authentication. */
export const whoami = {
  /** The name and role to show; null without authentication. */
  name: null,
  /** Whether VMs may be created, changed and deleted. */
  mayWrite: true,
  listener: () => {},

  onChange(listener) {
    this.listener = listener;
  },

  /** Loads the identity from the service. */
  async load() {
    const { subject, role, accessConfigured } = await get('/whoami');
    this.name = accessConfigured ? `${subject} (${role})` : null;
    this.mayWrite = !accessConfigured || WRITERS.has(role);
    this.listener();
  },

  signIn(token) {
    sessionStorage.setItem(STORED, token);
  },

  signOut() {
    sessionStorage.removeItem(STORED);
    location.reload();
  },
};

/** The headers that authenticate a request. */
export function credentials() {
  const token = sessionStorage.getItem(STORED);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/**
 * Calls the API.
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {{ body?: string, type?: string, accept?: string, ifMatch?: string, signal?: AbortSignal }} [options]
 * @returns {Promise<{ status: number, etag: string | null, body: any }>}
 * @throws {Problem} if the service rejects the request, or is unreachable (status 0)
 */
export async function call(method, path, options = {}) {
  const headers = { Accept: options.accept ?? 'application/json', ...credentials() };
  if (options.body !== undefined) {
    headers['Content-Type'] = options.type ?? 'application/json';
  }
  if (options.ifMatch) {
    headers['If-Match'] = options.ifMatch;
  }
  const response = await send(`${BASE}${path}`, { method, headers, body: options.body, signal: options.signal });
  const text = await response.text();
  const isJson = (response.headers.get('Content-Type') ?? '').includes('json');
  const body = isJson && text ? parse(text) : text;
  if (!response.ok) {
    const problem = new Problem(response.status, isJson ? body : null);
    if (response.status === 401) {
      signInNeeded(sessionStorage.getItem(STORED) ? problem.message : '');
    }
    throw problem;
  }
  return { status: response.status, etag: response.headers.get('ETag')?.replace(/^W\//, '') ?? null, body };
}

/** Fetches a URL; network errors are thrown as a Problem too. */
export async function send(url, init) {
  try {
    return await fetch(url, { cache: 'no-store', ...init });
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw new Problem(0, { title: 'The service is unreachable', detail: 'The page continues when the service is available again.' });
  }
}

/** Sends a GET request and returns the body. */
export async function get(path, options) {
  return (await call('GET', path, options)).body;
}

/** Sends a POST request with a value and returns the body. */
export async function post(path, value, options) {
  return (await call('POST', path, { body: JSON.stringify(value), ...options })).body;
}

/** The API path of a VM. */
export const vmPath = (name) => `/vms/${encodeURIComponent(name)}`;
