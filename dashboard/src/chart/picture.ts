import { saveFile } from '../ui/saveFile';
import { readColors } from './colors';
import { svgOf, type Drawing } from './svg';

const MARGIN = 16;
const TITLE = 28;

/** Saves a chart as an SVG document. */
export function saveSvg(drawing: Omit<Drawing, 'colors'>, name: string, days: readonly string[]): void {
  saveFile(`${name}_${days.join('_')}.svg`, new Blob([svgOf({ ...drawing, colors: readColors() })], { type: 'image/svg+xml' }));
}

/** Saves a drawn chart as a picture under its title, on the colour that it stands on. */
export async function saveChart(canvas: HTMLCanvasElement, title: string, name: string, days: readonly string[]): Promise<void> {
  const ratio = devicePixelRatio || 1;
  const colors = readColors();
  const picture = document.createElement('canvas');
  picture.width = canvas.width + 2 * MARGIN * ratio;
  picture.height = canvas.height + (2 * MARGIN + TITLE) * ratio;
  const context = picture.getContext('2d')!;
  context.fillStyle = colors.surface;
  context.fillRect(0, 0, picture.width, picture.height);
  context.fillStyle = colors.text;
  context.font = `600 ${14 * ratio}px ${colors.font}`;
  context.textBaseline = 'top';
  context.fillText(title, MARGIN * ratio, MARGIN * ratio, canvas.width);
  context.drawImage(canvas, MARGIN * ratio, (MARGIN + TITLE) * ratio);
  const blob = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, 'image/png'));
  if (blob) saveFile(`${name}_${days.join('_')}.png`, blob);
}
