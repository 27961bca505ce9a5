interface ItemButtonsProps {
  /** What the item is and how it is called, as in "the goal Signup". */
  readonly item: string;
  readonly onEdit?: () => void;
  readonly onDelete: () => void;
}

/** The buttons beside an item of a list that change it and delete it. */
export function ItemButtons({ item, onEdit, onDelete }: ItemButtonsProps) {
  return (
    <>
      {onEdit && (
        <button type="button" className="button" aria-label={`Edit ${item}`} onClick={onEdit}>
          Edit
        </button>
      )}
      <button type="button" className="button danger" aria-label={`Delete ${item}`} onClick={onDelete}>
        Delete
      </button>
    </>
  );
}
