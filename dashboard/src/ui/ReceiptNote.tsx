import type { Receipt } from '../api/types';

/** What the server says of events that were sent to it. */
export function ReceiptNote({ receipt }: { receipt: Receipt }) {
  const reasons = Object.entries(receipt.filtered_by_reason ?? {});
  return (
    <div role="status" className={`note ${receipt.accepted > 0 ? 'good' : 'warn'}`}>
      <p className="number">
        accepted {receipt.accepted} · filtered {receipt.filtered} · refused {receipt.rejected.length} · warnings {receipt.warnings.length}
      </p>
      {[...receipt.rejected, ...receipt.warnings].map((one, at) => (
        <p key={at}>
          field <code>{one.field}</code>: {one.message}
        </p>
      ))}
      {receipt.filtered > 0 && <p>Filtered as {reasons.map(([reason]) => reason.replaceAll('_', ' ')).join(', ') || 'a bot'}: such events are counted apart.</p>}
    </div>
  );
}
