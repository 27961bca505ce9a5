import { options, type EventOptions, type Payload } from './options';

/** Sends an event as a text, which needs no preflight. The request outlives the page. */
export const send = (payload: Payload, callback?: EventOptions['callback']) => {
  fetch(options.endpoint!, { method: 'POST', keepalive: true, body: JSON.stringify(payload) }).then(
    ({ status }) => callback?.({ status }),
    (error: unknown) => callback?.({ error }),
  );
};
