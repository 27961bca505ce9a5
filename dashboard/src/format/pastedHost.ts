/** The host of what people paste as their domain, which is often the address of a page of theirs. */
export function pastedHost(text: string): string {
  return text.trim().toLowerCase().replace(/^([a-z]+:)?\/\//, '').replace(/[/?#].*$/s, '').replace(/^.*@|:.*$/g, '');
}
