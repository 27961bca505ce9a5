import { useEffect, useState } from 'react';

const TYPING = 250;

/** A text once its typing pauses. */
export function useTyped(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), TYPING);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
