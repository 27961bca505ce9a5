import { copyText } from './copyText';

/** A text to take along, with a button that copies it. */
export function Copyable({ text, label }: { text: string; label: string }) {
  return (
    <div className="copyable">
      <code>{text}</code>
      <button type="button" className="button" onClick={() => void copyText(text, `${label} copied.`)} aria-label={`Copy ${label.toLowerCase()}`}>
        Copy
      </button>
    </div>
  );
}
