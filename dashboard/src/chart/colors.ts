import { useEffect, useState } from 'react';

const NAMES = ['surface', 'text', 'muted', 'hairline', 'border', 'accent', 'chart-raw', 'chart-average', 'chart-comparison', 'series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'] as const;

export type ColorName = (typeof NAMES)[number];
export type Colors = Readonly<Record<ColorName, string>> & { readonly font: string; readonly isDark: boolean };

/** The tokens' values as a canvas takes them. */
export function readColors(): Colors {
  // A token may hold a colour for each theme; only a property that takes a colour says which one it is.
  const probe = document.documentElement.appendChild(document.createElement('span'));
  // Where the system chooses the colours, the tokens are its own.
  probe.style.forcedColorAdjust = 'none';
  const color = (name: ColorName) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colors = Object.fromEntries(NAMES.map((name) => [name, color(name)])) as Record<ColorName, string>;
  probe.style.color = 'light-dark(rgb(255 255 255), rgb(0 0 0))';
  const isDark = getComputedStyle(probe).color === 'rgb(0, 0, 0)';
  probe.remove();
  return { ...colors, isDark, font: getComputedStyle(document.documentElement).getPropertyValue('--font').trim() };
}

/** The colour let through by so much, from 0 to 1; a system colour as it is. */
export function translucent(color: string, opacity: number): string {
  return color.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
}

/** The tokens' values for a canvas, read again when the theme changes. */
export function useColors(): Colors {
  const [colors, setColors] = useState(readColors);
  useEffect(() => {
    const update = () => {
      const now = readColors();
      setColors((before) => (JSON.stringify(before) === JSON.stringify(now) ? before : now));
    };
    const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query));
    queries.forEach((query) => query.addEventListener('change', update));
    const observer = new MutationObserver(update);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    // They may have changed between the first reading and now.
    update();
    return () => {
      queries.forEach((query) => query.removeEventListener('change', update));
      observer.disconnect();
    };
  }, []);
  return colors;
}
