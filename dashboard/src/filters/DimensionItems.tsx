import { dimensionName } from '../panels/reports';
import { useDimensions } from '../panels/useDimensions';
import { Item } from '../ui/Menu';

/** The dimensions as choices of a menu. */
export default function DimensionItems({ current, onChoose }: { current: string; onChoose: (dimension: string) => void }) {
  const { reports, properties } = useDimensions(current);
  const known = [...reports, ...properties];
  return (
    <>
      {(known.includes(current) ? known : [current, ...known]).map((one) => (
        <Item key={one} checked={one === current} onChoose={() => onChoose(one)}>
          {dimensionName(one)}
        </Item>
      ))}
    </>
  );
}
