/**
 * Loads the page again if the server has another one by now: after an upgrade the parts that this page would load on demand are gone. The address
 * says all of a view, so the new page shows the same.
 */
export async function loadNewPage(): Promise<void> {
  const own = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.getAttribute('src');
  try {
    const answer = await fetch('/', { cache: 'no-store' });
    if (own && answer.ok && !(await answer.text()).includes(own)) window.location.reload();
  } catch {
    // Without a server this page is all there is.
  }
}
