import { useRef, type ReactNode } from 'react';
import { useDialog } from './useDialog';

interface ModalProps {
  readonly title: ReactNode;
  readonly label: string;
  readonly narrow?: boolean;
  readonly tools?: ReactNode;
  /** What stays at the lower edge, whatever is scrolled. */
  readonly foot?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog above the page, which the browser keeps the focus in. */
export function Modal({ title, label, narrow, tools, foot, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useDialog(dialog);
  return (
    <dialog
      ref={dialog}
      className={`modal ${narrow ? 'narrow' : ''}`}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => event.target === dialog.current && onClose()}
    >
      <div className="modal-head">
        <h2>{title}</h2>
        <span className="spacer" />
        {tools && <div className="row modal-tools">{tools}</div>}
        <button type="button" className="button plain icon" aria-label="Close" onClick={onClose}>
          ✕
        </button>
      </div>
      <div className="modal-body" tabIndex={-1}>
        {children}
      </div>
      {foot && <div className="modal-foot">{foot}</div>}
    </dialog>
  );
}
