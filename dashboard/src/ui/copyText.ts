import { toast } from './Toasts';

/** Copies a text, and says so. */
export async function copyText(text: string, done: string): Promise<void> {
  await copy(() => navigator.clipboard.writeText(text), done);
}

/** Writes to the clipboard, and says what was done or that it is not allowed. */
export async function copy(write: () => Promise<void>, done: string): Promise<void> {
  try {
    await write();
    toast(done);
  } catch {
    toast('The browser does not allow copying.');
  }
}
