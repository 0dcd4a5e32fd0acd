/** How a spoken code's fate is put into words. Pure. */

/** Addresses for a sentence, each once. */
export function places(addresses: string[]): string {
  return [...new Set(addresses)].join(', ');
}

/** Refusals after which a code is not tried again: each try may be a wrong guess, and burn it. */
export function isOver(code: string): boolean {
  return ['code_wrong', 'code_burnt', 'code_not_proved', 'unknown_code'].includes(code);
}

/** 9:05, as it stands on an egg timer; 0:00 when it is over. */
export function timer(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
