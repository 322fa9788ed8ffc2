/**
 * Calls of the service. Addresses are relative, so that the page also works behind a prefix.
 * @module
 */
import { parse } from './json.js';

const BASE = 'api/v1';
const STORED = 'outset.token';
const WRITERS = new Set(['operator', 'administrator']);

let signInNeeded = () => {};

/** Says who asks for a token when the service wants one. */
export function onSignInNeeded(listener) {
  signInNeeded = listener;
}

/** A refusal, as problem+json told it. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {any} body
   */
  constructor(status, body) {
    super(body?.detail ?? body?.title ?? `The service answers ${status}`);
    this.status = status;
    this.title = body?.title ?? 'Something went wrong';
    this.action = body?.action ?? null;
    this.violations = body?.violations ?? [];
    this.warnings = body?.warnings ?? [];
  }
}

/** Whoever uses the page: nobody in particular until the service asks. */
export const whoami = {
  /** The name to show; null where the service asks nobody. */
  name: null,
  /** Whether VMs may be created, changed and deleted. */
  mayWrite: true,
  listener: () => {},

  onChange(listener) {
    this.listener = listener;
  },

  /** Asks the service. */
  async look() {
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

/** The headers that say who asks. */
export function identity() {
  const token = sessionStorage.getItem(STORED);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/**
 * One call.
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {{ body?: string, type?: string, accept?: string, ifMatch?: string, signal?: AbortSignal }} [options]
 * @returns {Promise<{ status: number, etag: string | null, body: any }>}
 * @throws {Problem} if the service refuses, or cannot be reached (status 0)
 */
export async function call(method, path, options = {}) {
  const headers = { Accept: options.accept ?? 'application/json', ...identity() };
  if (options.body !== undefined) {
    headers['Content-Type'] = options.type ?? 'application/json';
  }
  if (options.ifMatch) {
    headers['If-Match'] = options.ifMatch;
  }
  const response = await reach(`${BASE}${path}`, { method, headers, body: options.body, signal: options.signal });
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

/** Fetches; what keeps the browser from the service is a problem like others. */
export async function reach(url, init) {
  try {
    return await fetch(url, { cache: 'no-store', ...init });
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw new Problem(0, { title: 'The service cannot be reached', detail: 'No answer came. The page goes on when it is back.' });
  }
}

/** GET, only the body. */
export async function get(path, options) {
  return (await call('GET', path, options)).body;
}

/** POST of a value, only the body. */
export async function post(path, value, options) {
  return (await call('POST', path, { body: JSON.stringify(value), ...options })).body;
}

/** The part of an API path for a name. */
export const vmPath = (name) => `/vms/${encodeURIComponent(name)}`;
