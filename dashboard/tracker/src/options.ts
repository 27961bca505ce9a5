/** Custom properties of an event. */
export type Properties = Record<string, string | number | boolean>;

/** The options of `init`. Each is also an attribute of the script: `outboundLinks` is `data-outbound-links`. */
export interface Options {
  /** The site's domain; several are separated by commas. Default: the host of the page. */
  domain?: string;
  /** The address that events are sent to. Default: `/api/event` where the script comes from. */
  endpoint?: string;
  /** False to send no pageview by itself. Default: true. */
  autoCapturePageviews?: boolean;
  /** True if the fragment belongs to the page, as in `/#/pricing`. */
  hashBasedRouting?: boolean;
  /** True to send `Outbound Link: Click`. */
  outboundLinks?: boolean;
  /** True to send `File Download`; the extensions replace the default ones. */
  fileDownloads?: boolean | { fileExtensions: string[] };
  /** True to send `Form: Submission`. */
  formSubmissions?: boolean;
  /** True to send the events that classes such as `plausible-event-name=Signup` name. */
  taggedEvents?: boolean;
  /** True to send the event `404` if the page was answered with this status. */
  notFound?: boolean;
  /** True to send the web vitals `LCP`, `INP` and `CLS` as events with a value, once a page. */
  webVitals?: boolean;
  /** True to send events from localhost, files and automated browsers as well. */
  captureOnLocalhost?: boolean;
  /** Paths whose pageviews are not sent, such as `/admin/**`; a text is separated by commas. */
  exclude?: string | string[];
  /** The only paths whose pageviews are sent. */
  include?: string | string[];
  /** Properties of every event, or a function that gives them. */
  customProperties?: Properties | ((name: string) => Properties);
  /** Changes what is sent; nothing is sent if it returns nothing. */
  transformRequest?: (payload: Payload) => Payload | null | undefined;
  /** False to say nothing in the console of events that are not sent. Default: true. */
  logging?: boolean;
}

/** The options of an event. */
export interface EventOptions {
  props?: Properties;
  revenue?: Revenue;
  /** False if the event does not count against a bounce. */
  interactive?: boolean;
  /** A number to make averages and percentiles of. */
  value?: number;
  /** The page, if it is not the one shown. */
  url?: string;
  /** The same under its older name. */
  u?: string;
  /** Is called when the server has answered, when it can't be reached, or with nothing if the event is not sent. */
  callback?: (result?: { status: number } | { error: unknown }) => void;
}

/** An amount of money; the currency by ISO 4217. */
export interface Revenue {
  amount?: number | string;
  currency?: string;
}

/** An event as it is sent. */
export interface Payload {
  n: string;
  u: string;
  d?: string;
  r?: string;
  w?: number;
  h?: number | boolean;
  p?: Properties;
  $?: Revenue;
  i?: boolean;
  value?: number;
  sd?: number;
  e?: number;
}

/** The options that the script's name switches on: the server gives them to the script. `init` waits for `plausible.init`. */
declare const NAMED: Options & { init?: boolean };

/** The options in force. */
export const options = NAMED;
