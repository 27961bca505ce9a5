/** What is wrong with a form; nothing for null. */
export function Problem({ text, id }: { text: string | null; id?: string }) {
  return text === null ? null : (
    <p className="note bad" id={id} role="alert">
      {text}
    </p>
  );
}
