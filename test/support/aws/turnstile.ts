/** Lets in so many at once; the others wait in the order they came. */
export type Turnstile = (enter: (leave: () => void) => void) => void;

export function createTurnstile(maxAtOnce: number): Turnstile {
  const waiting: ((leave: () => void) => void)[] = [];
  let inside = 0;
  const letIn = (): void => {
    if (inside >= maxAtOnce) return;
    const enter = waiting.shift();
    if (enter === undefined) return;
    inside += 1;
    enter(leaveOnce());
  };
  const leaveOnce = (): (() => void) => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      inside -= 1;
      letIn();
    };
  };
  return (enter) => {
    waiting.push(enter);
    letIn();
  };
}
