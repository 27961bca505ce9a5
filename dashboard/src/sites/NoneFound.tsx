/** Says that a text finds no site. */
export function NoneFound({ text }: { text: string }) {
  return <p className="muted">No site’s name contains “{text}”.</p>;
}
