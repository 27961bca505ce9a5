import { toast } from './Toasts';

/** A text to take along, with a button that copies it. */
export function Copyable({ text, label }: { text: string; label: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast(`${label} copied.`);
    } catch {
      toast('The browser does not allow copying; select the text instead.');
    }
  };
  return (
    <div className="copyable">
      <code>{text}</code>
      <button type="button" className="button" onClick={copy} aria-label={`Copy ${label.toLowerCase()}`}>
        Copy
      </button>
    </div>
  );
}
