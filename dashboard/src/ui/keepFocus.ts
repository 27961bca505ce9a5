/** What may take a lost focus; no fields, whose focus opens the keyboard of a phone. */
const TAKERS = 'button:not(:disabled), a[href], [tabindex="0"]';
/** Beyond these a focus is not moved: another screen has a heading of its own to begin with. */
const BORDER = 'main, dialog';

/** An element and its place among its siblings. */
type Place = readonly [Element, number];

/**
 * Keeps the focus where people work. Browsers put it at the beginning of the document when what has it is removed or disabled: a form that is saved, an entry that is
 * deleted, a button that waits. It goes back to what is enabled again; after a form to the first button of what surrounds it, which is as a rule the one that opened it;
 * after an entry to the next one; and after a message to where it was before.
 */
export function keepFocus(): void {
  let focused: Element | null = null;
  let places: readonly Place[] = [];
  let path = '';
  let beforeToast: Element | null = null;

  const isLost = () => document.activeElement === document.body || document.activeElement === null;
  const forget = () => {
    focused = null;
    places = [];
  };
  const note = () => {
    if (!focused?.isConnected || focused !== document.activeElement) return;
    const found: Place[] = [];
    for (let element: Element | null = focused; element; element = element.parentElement) {
      found.push([element, [...(element.parentElement?.children ?? [])].indexOf(element)]);
      if (element.matches(BORDER)) break;
    }
    places = found;
    path = window.location.pathname;
  };

  const take = (element: Element) => {
    if (element.closest('.toasts') && focused && !focused.closest('.toasts')) beforeToast = focused;
    focused = element;
    note();
  };

  if (!isLost()) take(document.activeElement!);
  document.addEventListener('focusin', ({ target }) => take(target as Element));
  // Whoever presses beside everything lets the focus go.
  document.addEventListener('focusout', ({ target }) => {
    setTimeout(() => focused === target && isLost() && focused?.isConnected && !focused.matches(':disabled') && forget());
  });
  new MutationObserver(() => {
    if (!focused) return;
    if (!isLost()) return note();
    if (path !== window.location.pathname) return forget();
    if (focused.isConnected) {
      if (!focused.matches(':disabled')) focus(focused);
      return;
    }
    const heir = focused.matches('.toasts *') || places.some(([element]) => element.classList.contains('toast')) ? beforeToast : heirOf(places);
    forget();
    if (heir?.isConnected) focus(heir);
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
}

/** What takes the focus of an element that is gone, by the places of it and of what it was in. */
export function heirOf(places: readonly Place[]): Element | null {
  const at = places.findIndex(([element]) => element.isConnected);
  if (at < 1) return null;
  const [survivor] = places[at]!;
  const [, index] = places[at - 1]!;
  const isForm = places.slice(0, at).some(([element]) => element.tagName === 'FORM');
  if (!isForm) {
    const next = survivor.children[Math.min(index, survivor.children.length - 1)];
    const taker = next && (next.matches(TAKERS) ? next : next.querySelector(TAKERS));
    if (taker) return taker;
  }
  for (const [element] of places.slice(at)) {
    const taker = element.querySelector(TAKERS);
    if (taker) return taker;
  }
  return null;
}

function focus(element: Element): void {
  (element as HTMLElement).focus({ preventScroll: true });
}
