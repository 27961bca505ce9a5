import type { Delta } from '../format/numbers';

/** A change: its arrow and sign say the direction, colour only repeats it. */
export function DeltaText({ delta }: { delta: Delta }) {
  return (
    <span className={`number delta tone-${delta.tone}`} title={delta.title}>
      <span aria-hidden="true">{delta.text}</span>
      <span className="visually-hidden">{delta.spoken}</span>
    </span>
  );
}
