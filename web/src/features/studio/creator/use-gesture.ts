import { useCallback, useRef } from 'react';

/** Key presses and picks of a colour that follow each other within this are one gesture. */
const TOGETHER_MS = 1200;

/**
 * Names gestures: one drag of a slider is one, however long it takes, and so are quick presses of a key on it. `begin` when
 * a pointer goes down; `of(field)` with every change.
 */
export function useGesture() {
  const now = useRef({ id: '', field: '', at: 0, held: false });
  const begin = useCallback((field: string) => {
    now.current = { id: crypto.randomUUID(), field, at: Date.now(), held: true };
  }, []);
  const end = useCallback(() => {
    now.current = { ...now.current, held: false, at: 0 };
  }, []);
  const of = useCallback((field: string) => {
    const last = now.current;
    const goesOn = last.field === field && (last.held || Date.now() - last.at < TOGETHER_MS);
    now.current = goesOn
      ? { ...last, at: Date.now() }
      : { id: crypto.randomUUID(), field, at: Date.now(), held: last.held && last.field === field };
    return now.current.id;
  }, []);
  return { begin, end, of };
}

export type Gesture = ReturnType<typeof useGesture>;
