import { explain } from './explain';

/** Says how an average came about. */
export default function Explanation({ of }: { of: Parameters<typeof explain> }) {
  return <p className="explanation meta">{explain(...of)}</p>;
}
