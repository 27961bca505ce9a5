import { useEffect, useRef, type ReactNode } from 'react';
import { toastIn } from './Toasts';

interface DialogProps {
  readonly label: string;
  readonly className: string;
  readonly isOpen?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog above the page while it is open: the browser keeps the focus in it, and returns it to where it was. Esc and a press beside it close it. */
export function Dialog({ label, className, isOpen = true, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
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
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => event.target === dialog.current && onClose()}
    >
      {children}
    </dialog>
  );
}

/** The button in the head of a dialog that closes it. */
export function CloseButton({ onClose }: { onClose: () => void }) {
  return (
    <button type="button" className="button plain icon" aria-label="Close" onClick={onClose}>
      ✕
    </button>
  );
}
