import { listen } from './listen';
import { options, type Properties, type Revenue } from './options';
import { track } from './track';

/** The files that are downloads, unless the page names others. */
export const FILE_TYPES =
  'pdf,xlsx,docx,txt,rtf,csv,exe,key,pps,ppt,pptx,7z,pkg,rar,gz,zip,avi,mov,mp4,mpeg,wmv,midi,mp3,wav,wma,dmg'.split(',');

/** The element around a place whose classes name an event, such as `plausible-event-name=Sign+up` or `plausible-event-name--Signup`. */
const taggedAround = (place: Element) => options.taggedEvents && place.closest('[class*=plausible-event-name]');

const sendTagged = (element: Element, props: Properties) => {
  const texts: Record<string, Properties> = { event: props };
  for (const [, kind, key, value] of element.getAttribute('class')!.matchAll(/plausible-(\w+)-(\S+?)(?:=|--)(\S+)/g))
    (texts[kind!] ||= {})[key!] = value!.replace(/\+/g, ' ');
  const { name, ...others } = props;
  track(name as string, { props: others, revenue: texts.revenue as Revenue });
};

const clicked = ({ button, target }: MouseEvent) => {
  const link = (target as Element).closest<HTMLAnchorElement | SVGAElement>('a[*|href]');
  // A link in a picture has no host, and an address of another type.
  const { href, host } = Object.assign(document.createElement('a'), link && { href: (link.href as SVGAnimatedString).baseVal ?? link.href });
  const tagged = taggedAround(target as Element);
  const downloads = options.fileDownloads as { fileExtensions?: string[] };
  // Of the other buttons, the middle one opens links.
  if (button > 1) return;
  if (tagged) {
    if (tagged.tagName != 'FORM') sendTagged(tagged, link ? { url: href } : {});
  } else if (host) {
    const [url] = href.split(/[?#]/) as [string];
    if (options.outboundLinks && host != location.host) track('Outbound Link: Click', { props: { url: href } });
    else if (downloads && (downloads.fileExtensions || FILE_TYPES).some((type) => url.toLowerCase().endsWith('.' + type.toLowerCase()))) track('File Download', { props: { url } });
  }
};

const submitted = ({ target }: Event) => {
  const tagged = taggedAround(target as Element);
  if (tagged == target) sendTagged(tagged as Element, {});
  else if (options.formSubmissions && !tagged) track('Form: Submission');
};

/** Watches links, elements with classes, and forms. */
export const watchClicks = () => {
  listen('click auxclick', clicked);
  listen('submit', submitted, true);
};
