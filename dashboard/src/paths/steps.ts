import type { Step } from '../api/definitions';
import { decode } from '../url/filters';

export type StepKind = 'page' | 'event' | 'goal';

export const STEP_KINDS: readonly { id: StepKind; label: string }[] = [
  { id: 'page', label: 'Page' },
  { id: 'event', label: 'Event' },
  { id: 'goal', label: 'Goal' },
];

export function stepOf(kind: StepKind, value: string): Step {
  return { [kind]: value } as unknown as Step;
}

export function kindOf(step: Step): StepKind {
  return 'page' in step ? 'page' : 'event' in step ? 'event' : 'goal';
}

export function valueOf(step: Step): string {
  return 'page' in step ? step.page : 'event' in step ? step.event : step.goal;
}

/** Whether something stored is a step of this page's form. */
export function isStep(stored: unknown): stored is Step {
  return typeof stored === 'object' && stored !== null && STEP_KINDS.some(({ id }) => typeof (stored as Record<string, unknown>)[id] === 'string');
}

/** Writes steps for the address, as in `page,/cart,event,purchase`. */
export function formatSteps(steps: readonly Step[]): string {
  return steps.map((step) => `${kindOf(step)},${encodeURIComponent(valueOf(step)).replace(/%2F/g, '/')}`).join(',');
}

/** Reads steps of the address; what is none is left out. */
export function parseSteps(text: string | undefined): Step[] {
  const parts = (text ?? '').split(',');
  const steps: Step[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const kind = STEP_KINDS.find(({ id }) => id === parts[at])?.id;
    const value = decode(parts[at + 1]!);
    if (kind && value) steps.push(stepOf(kind, value));
  }
  return steps;
}

/** Whether a step means a page alone: stars in a step stand for other text. A directory, such as `/blog/*`, is meant with its star. */
export function canBeStep(page: string, isByDirectory = false): boolean {
  return !(isByDirectory ? page.replace(/(?<=.)\/\*$/, '') : page).includes('*');
}

/** A path with stars as a regular expression. */
export function patternOf(path: string): string {
  const parts = path.split(/(\*\*|\*)/).map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return `^${parts.join('')}$`;
}
