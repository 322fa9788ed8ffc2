/**
 * Server-sent events over fetch: unlike EventSource, it can send an Authorization header.
 * @module
 */
import { credentials, send } from './api.js';

const MIN_DELAY = 1000;
const MAX_DELAY = 15000;

/**
 * Follows a stream until the returned function is called. Reconnects after every interruption with the last id received.
 * @param {string} path below /api/v1
 * @param {string} since 'latest', or the sequence of the last known event
 * @param {{ onEvent: (event: any) => void, onGap?: () => void, onState?: (live: boolean) => void }} listener
 * @returns {() => void}
 */
export function follow(path, since, listener) {
  const stop = new AbortController();
  run(path, since, listener, stop.signal);
  return () => stop.abort();
}

async function run(path, since, listener, signal) {
  let position = since;
  let delay = MIN_DELAY;
  while (!signal.aborted) {
    try {
      const separator = path.includes('?') ? '&' : '?';
      const response = await send(`api/v1${path}${separator}since=${encodeURIComponent(position)}`, {
        headers: { Accept: 'text/event-stream', ...credentials() },
        signal,
      });
      if (response.ok) {
        listener.onState?.(true);
        delay = MIN_DELAY;
        for await (const message of messages(response.body)) {
          position = message.id || position;
          if (message.type === 'gap') {
            listener.onGap?.();
          } else if (message.type === 'message') {
            listener.onEvent(JSON.parse(message.data));
          }
        }
      }
    } catch (failure) {
      if (signal.aborted) {
        return;
      }
    }
    listener.onState?.(false);
    await pause(delay, signal);
    delay = Math.min(delay * 2, MAX_DELAY);
  }
}

/** Parses the messages of a response body as in the HTML standard. */
async function* messages(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let message = { type: 'message', id: '', data: [] };
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (message.data.length > 0) {
          yield { ...message, data: message.data.join('\n') };
        }
        message = { type: 'message', id: '', data: [] };
      } else {
        const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
        if (field === 'event') {
          message.type = value;
        } else if (field === 'id') {
          message.id = value;
        } else if (field === 'data') {
          message.data.push(value);
        }
      }
    }
  }
}

/**
 * Repeats an action while the page is visible, until the action returns false or the returned function is called.
 * @param {() => Promise<boolean>} action returns whether to continue
 * @param {number} milliseconds between the end of an action and the start of the next one
 * @returns {() => void}
 */
export function poll(action, milliseconds) {
  const stop = new AbortController();
  repeat(action, milliseconds, stop.signal);
  return () => stop.abort();
}

async function repeat(action, milliseconds, signal) {
  while (!signal.aborted && await action()) {
    await pause(milliseconds, signal);
    await visible(signal);
  }
}

/** Waits until the page is visible. */
function visible(signal) {
  return document.hidden && !signal.aborted
    ? new Promise((done) => {
      document.addEventListener('visibilitychange', done, { once: true, signal });
      signal.addEventListener('abort', done, { once: true });
    })
    : Promise.resolve();
}

function pause(milliseconds, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    }, { once: true });
  });
}

/**
 * Throttles a function: runs it immediately, and again after the interval if it was called in the meantime.
 * @param {() => Promise<void>} action
 * @param {number} milliseconds
 */
export function throttled(action, milliseconds) {
  let busy = false;
  let pending = false;
  return async function run() {
    if (busy) {
      pending = true;
      return;
    }
    busy = true;
    pending = false;
    await action();
    setTimeout(() => {
      busy = false;
      if (pending) {
        run();
      }
    }, milliseconds);
  };
}
