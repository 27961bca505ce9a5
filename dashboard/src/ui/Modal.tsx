import type { ReactNode } from 'react';
import { CloseButton, Dialog } from './Dialog';

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
  return (
    <Dialog className={`modal ${narrow ? 'narrow' : ''}`} label={label} onClose={onClose}>
      <div className="modal-head">
        <h2>{title}</h2>
        <span className="spacer" />
        {tools && <div className="row modal-tools">{tools}</div>}
        <CloseButton onClose={onClose} />
      </div>
      <div className="modal-body" tabIndex={-1}>
        {children}
      </div>
      {foot && <div className="modal-foot">{foot}</div>}
    </Dialog>
  );
}
