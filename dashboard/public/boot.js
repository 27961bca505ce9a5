// Sets the theme before the first paint, and asks who is there and for which site while the page's script is on its way.
(() => {
  const parameters = new URLSearchParams(location.search);
  let theme = parameters.get('theme');
  try {
    theme = theme || localStorage.getItem('theme');
  } catch {
    // Storage may be off; the system's theme is used then.
  }
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

  const [first, site] = location.pathname.split('/').filter(Boolean);
  if (first === 'v') {
    document.documentElement.toggleAttribute('data-framed', parameters.get('embed') === '1');
    return;
  }
  const paths = ['/api/v1/session', ...(first === 's' && site ? [`/api/v1/sites/${site}`] : [])];
  window.early = new Map(paths.map((path) => [path, fetch(path, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })]));
  window.early.forEach((answer) => answer.catch(() => undefined));
})();
