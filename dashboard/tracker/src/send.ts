import { options, type EventOptions, type Payload } from './options';

let outliving = 0; // bytes on their way that may outlive the page

/** Sends an event as a text, which needs no preflight. The request outlives the page if it can: browsers refuse more than 64 KiB of such requests at a time. */
export const send = (payload: Payload, callback?: EventOptions['callback']) => {
  const body = JSON.stringify(payload);
  const { size } = new Blob([body]);
  const keepalive = outliving + size < 6e4;
  if (keepalive) outliving += size;
  fetch(options.endpoint!, { method: 'POST', keepalive, body })
    .finally(() => keepalive && (outliving -= size))
    .then(
      ({ status }) => callback?.({ status }),
      (error: unknown) => callback?.({ error }),
    );
};
