import { splitPath, visible } from '../format/text';

/** A text in one line; a path is cut in its middle, because what stands last says most. The whole is in its tooltip. */
export function CutText({ text, isPath }: { text: string; isPath: boolean }) {
  const whole = visible(text);
  const [head, tail] = isPath ? splitPath(whole) : [whole, ''];
  return (
    <span className="cut-text" dir="auto" title={whole}>
      <span className="value-head">{head}</span>
      {tail && <span className="value-tail">{tail}</span>}
    </span>
  );
}
