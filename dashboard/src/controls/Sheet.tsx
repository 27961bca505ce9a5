import { createContext, useCallback, useContext, useEffect, useLayoutEffect, useMemo, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { CloseButton, Dialog } from '../ui/Dialog';
import { usePhone } from '../ui/usePhone';
import './sheet.css';

interface Sheet {
  readonly isPhone: boolean;
  /** Where controls stand on phones. */
  readonly slot: HTMLElement | null;
  readonly groups: number;
  readonly open: () => void;
  readonly close: () => void;
  /** Counts a group of controls; returns what ends that. */
  readonly enter: () => () => void;
}

const nothing = () => undefined;
const SheetContext = createContext<Sheet>({ isPhone: false, slot: null, groups: 0, open: nothing, close: nothing, enter: () => nothing });

/** The sheet of the screen around, which is there on phones alone. */
export function useSheet(): Pick<Sheet, 'open' | 'close'> {
  return useContext(SheetContext);
}

/** On phones, a sheet from the lower edge for the controls of a screen. It stays while it is closed, so that keys reach what is in it. */
export function SheetFrame({ screen, children }: { screen: string | undefined; children: ReactNode }) {
  const isPhone = usePhone();
  const [isOpen, setOpen] = useState(false);
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const [groups, setGroups] = useState(0);
  const open = useCallback(() => setOpen(true), []);
  const close = useCallback(() => setOpen(false), []);
  const enter = useCallback(() => {
    setGroups((count) => count + 1);
    return () => setGroups((count) => count - 1);
  }, []);
  useEffect(close, [close, screen, isPhone]);
  const sheet = useMemo<Sheet>(() => ({ isPhone, slot, groups, open, close, enter }), [isPhone, slot, groups, open, close, enter]);
  return (
    <SheetContext.Provider value={sheet}>
      {children}
      {isPhone && <SheetDialog isOpen={isOpen} onClose={close} onSlot={setSlot} />}
    </SheetContext.Provider>
  );
}

function SheetDialog({ isOpen, onClose, onSlot }: { isOpen: boolean; onClose: () => void; onSlot: (slot: HTMLElement | null) => void }) {
  return (
    <Dialog className="sheet" label="What is shown" isOpen={isOpen} onClose={onClose}>
      <div className="sheet-body">
        <div className="row sheet-head">
          <h2>What is shown</h2>
          <span className="spacer" />
          <CloseButton onClose={onClose} />
        </div>
        <div ref={onSlot} className="stack" />
      </div>
    </Dialog>
  );
}

/** Opens the sheet, where there is one with something in it. */
export function SheetButton() {
  const { isPhone, groups, open } = useContext(SheetContext);
  if (!isPhone || groups === 0) return null;
  return (
    <button
      type="button"
      className="button icon"
      aria-haspopup="dialog"
      aria-label="What is shown"
      onClick={(event) => {
        // Not every browser gives the focus to what is tapped, and it returns to where it was.
        event.currentTarget.focus();
        open();
      }}
    >
      <span aria-hidden="true">⚙</span>
    </button>
  );
}

interface ControlsProps {
  /** The name of the group in the sheet. */
  readonly label: string;
  /** What stands in the place of the controls on phones: how they are set. */
  readonly summary?: string;
  readonly children: ReactNode;
}

/** Controls of a screen: in their place, or in the sheet on phones. */
export function Controls({ label, summary, children }: ControlsProps) {
  const { isPhone, slot, enter } = useContext(SheetContext);
  useLayoutEffect(() => (isPhone ? enter() : undefined), [isPhone, enter]);
  if (!isPhone) return children;
  return (
    <>
      {summary && <span className="meta number">{summary}</span>}
      {slot &&
        createPortal(
          <section className="sheet-group" aria-label={label}>
            <h3>{label}</h3>
            {children}
          </section>,
          slot,
        )}
    </>
  );
}
