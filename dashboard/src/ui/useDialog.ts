import { useEffect, type RefObject } from 'react';
import { toastIn } from './Toasts';

/** Shows a dialog above the page while it is open: the browser keeps the focus in it, and returns it to where it was. */
export function useDialog(dialog: RefObject<HTMLDialogElement | null>, isOpen = true): void {
  useEffect(() => {
    const element = dialog.current;
    if (!element || !isOpen) return;
    const opener = document.activeElement as HTMLElement | null;
    element.showModal();
    element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    const endToasts = toastIn(element);
    return () => {
      endToasts();
      element.close();
      opener?.focus?.();
    };
  }, [dialog, isOpen]);
}
