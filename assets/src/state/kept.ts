/**
 * What the browser keeps for the guest page. Storage may be forbidden or full: then the page works
 * as long as it is open. `tab` ends with the tab, `browser` stays.
 */
export interface Shelf {
  get(name: string): string | null;
  set(name: string, value: string): void;
}

function shelf(open: () => Storage): Shelf {
  const memory = new Map<string, string>();
  return {
    get(name) {
      try {
        return open().getItem(`sarangbang.${name}`) ?? memory.get(name) ?? null;
      } catch {
        return memory.get(name) ?? null;
      }
    },
    set(name, value) {
      memory.set(name, value);
      try {
        open().setItem(`sarangbang.${name}`, value);
      } catch {
        // Kept in memory only.
      }
    },
  };
}

export const browser = shelf(() => localStorage);
export const tab = shelf(() => sessionStorage);
