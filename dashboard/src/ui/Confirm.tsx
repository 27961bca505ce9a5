import type { ReactNode } from 'react';
import { Modal } from './Modal';

interface ConfirmProps {
  readonly title: string;
  /** What is done, as its button says it. */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** What happens then. */
  readonly children: ReactNode;
}

/** Asks before something that can't be taken back. */
export function Confirm({ title, action, onConfirm, onClose, children }: ConfirmProps) {
  return (
    <Modal
      title={title}
      label={title}
      narrow
      onClose={onClose}
      foot={
        <div className="row">
          <button type="button" className="button danger" onClick={onConfirm}>
            {action}
          </button>
          <button type="button" className="button" data-autofocus onClick={onClose}>
            Cancel
          </button>
        </div>
      }
    >
      {children}
    </Modal>
  );
}
