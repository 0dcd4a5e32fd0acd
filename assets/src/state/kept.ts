/**
 * What the browser keeps for the guest page. Storage may be forbidden or full: then the page works
 * as long as it is open. `tab` ends with the tab, `browser` stays, and all tabs share it.
 */
export interface Shelf {
  get(name: string): string | null;
  set(name: string, value: string): void;
  remove(name: string): void;
  /** All names that begin so. */
  names(start: string): string[];
}

const PREFIX = 'sarangbang.';

function shelf(open: () => Storage): Shelf {
  // What the browser did not take.
  const memory = new Map<string, string>();
  const tried = <T>(use: (storage: Storage) => T, otherwise: T): T => {
    try {
      return use(open());
    } catch {
      return otherwise;
    }
  };
  return {
    get: (name) => memory.get(name) ?? tried((storage) => storage.getItem(PREFIX + name), null),
    set(name, value) {
      memory.set(name, value);
      tried((storage) => {
        storage.setItem(PREFIX + name, value);
        memory.delete(name);
      }, undefined);
    },
    remove(name) {
      memory.delete(name);
      tried((storage) => storage.removeItem(PREFIX + name), undefined);
    },
    names(start) {
      const stored = tried((storage) => Object.keys(storage), [] as string[])
        .filter((name) => name.startsWith(PREFIX + start))
        .map((name) => name.slice(PREFIX.length));
      const held = [...memory.keys()].filter((name) => name.startsWith(start));
      return [...new Set([...stored, ...held])];
    },
  };
}

export const browser = shelf(() => localStorage);
export const tab = shelf(() => sessionStorage);

/** What a shelf holds as JSON, null where that cannot be read. */
export function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
