import { enter, leave } from './engagement';
import { ignored } from './ignored';
import { options, type EventOptions, type Payload } from './options';
import { send } from './send';

/** Sends an event by name; `pageview` begins a page. */
export const track = (n: string, { props, revenue, interactive, value, url, u, callback }: EventOptions = {}) => {
  const { customProperties, transformRequest } = options;
  const isPageview = n == 'pageview';
  let payload: Payload = {
    n,
    u: u || url || location.href,
    d: options.domain,
    r: document.referrer,
    w: innerWidth,
    h: options.hashBasedRouting && 1,
    p: { ...(typeof customProperties == 'function' ? customProperties(n) : customProperties), ...props },
    $: revenue,
    i: interactive,
    value,
  };
  const reason = ignored(isPageview) || (transformRequest && !(payload = transformRequest(payload)!) && 'transformRequest');
  if (isPageview) {
    leave();
    enter(reason ? undefined : payload);
  }
  if (reason) {
    if (options.logging != false) console.warn('Ignoring Event: ' + reason);
    callback?.();
  } else send(payload, callback);
};
