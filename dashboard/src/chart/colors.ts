import { useEffect, useState } from 'react';

const NAMES = ['surface', 'text', 'muted', 'hairline', 'border', 'accent', 'chart-raw', 'chart-average', 'chart-comparison', 'series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'] as const;

export type ColorName = (typeof NAMES)[number];
export type Colors = Readonly<Record<ColorName, string>> & { readonly font: string };

function read(): Colors {
  const style = getComputedStyle(document.documentElement);
  const isForced = matchMedia('(forced-colors: active)').matches;
  const color = (name: ColorName) => {
    if (!isForced) return style.getPropertyValue(`--${name}`).trim();
    return name === 'surface' ? 'Canvas' : name === 'chart-average' || name === 'accent' ? 'Highlight' : 'CanvasText';
  };
  return { ...(Object.fromEntries(NAMES.map((name) => [name, color(name)])) as Record<ColorName, string>), font: style.getPropertyValue('--font').trim() };
}

/** The tokens' values for a canvas, read again when the theme changes. */
export function useColors(): Colors {
  const [colors, setColors] = useState(read);
  useEffect(() => {
    const update = () => setColors(read());
    const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query));
    queries.forEach((query) => query.addEventListener('change', update));
    const observer = new MutationObserver(update);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      queries.forEach((query) => query.removeEventListener('change', update));
      observer.disconnect();
    };
  }, []);
  return colors;
}
