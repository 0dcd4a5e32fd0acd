/** A port as it was typed: null for none, undefined for what is no port. */
export function asPort(typed: string): number | null | undefined {
  const text = typed.trim();
  if (text === '') return null;
  const port = /^\d{4,5}$/.test(text) ? Number(text) : 0;
  return port >= 1024 && port <= 65535 ? port : undefined;
}
