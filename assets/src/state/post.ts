/** Requests to the door that serves this page, beside the room's own connection. */
import type { Refusal } from '../wire';

export type Told<T> = { ok: true; told: T } | { ok: false; error: Refusal };

/** What is answered; null: nobody answered within `limit` ms, or nothing that can be read. */
export async function post<T>(path: string, data: object, limit: number): Promise<Told<T> | null> {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), limit);
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(data),
      cache: 'no-store',
      signal: ended.signal,
    });
    const told = (await answer.json()) as T & { error?: Refusal };
    if (told.error) return { ok: false, error: told.error };
    return answer.ok ? { ok: true, told } : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the door answers at all within `limit` ms. */
export async function reachable(limit: number): Promise<boolean> {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), limit);
  try {
    // The answer is empty, and asking for it changes nothing.
    await fetch('/favicon.ico', { cache: 'no-store', signal: ended.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
