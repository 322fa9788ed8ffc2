/**
 * Server-sent events over fetch: unlike EventSource it can say who asks.
 * @module
 */
import { identity, reach } from './api.js';

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;

/**
 * Follows a stream until the function that is returned is called. Comes back after every break with the last id it has seen.
 * @param {string} path below /api/v1
 * @param {string} since 'latest', or the sequence of the last event that is known
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
  let wait = FIRST_WAIT;
  while (!signal.aborted) {
    try {
      const separator = path.includes('?') ? '&' : '?';
      const response = await reach(`api/v1${path}${separator}since=${encodeURIComponent(position)}`, {
        headers: { Accept: 'text/event-stream', ...identity() },
        signal,
      });
      if (response.ok) {
        listener.onState?.(true);
        wait = FIRST_WAIT;
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
    await pause(wait, signal);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
}

/** The messages of a body, as the HTML standard reads them. */
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
 * A function that runs another at most once in a while: at once, and again at the end if it was called meanwhile.
 * @param {() => Promise<void>} action
 * @param {number} milliseconds
 */
export function throttled(action, milliseconds) {
  let busy = false;
  let again = false;
  return async function run() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    again = false;
    await action();
    setTimeout(() => {
      busy = false;
      if (again) {
        run();
      }
    }, milliseconds);
  };
}
