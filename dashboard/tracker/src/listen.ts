/** Calls a listener for each of some events, with the names separated by spaces. What happens to the document reaches the window as well. */
export const listen = (names: string, listener: (event: any) => void, capture?: boolean) =>
  names.split(' ').forEach((name) => addEventListener(name, listener, capture));
