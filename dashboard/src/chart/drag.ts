/** Pixels from which on a press that moves selects. */
export const DRAG = 6;
