// Sets the theme before the first paint.
(() => {
  const embedded = new URLSearchParams(location.search).get('theme');
  let theme = embedded;
  try {
    theme = theme || localStorage.getItem('theme');
  } catch {
    // Storage may be off; the system's theme is used then.
  }
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
