/** How much of a disk something takes, in words. */
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** "12 MB": by thousands, as file managers count. */
export function inBytes(bytes: number, language: string): string {
  let at = 0;
  for (let left = bytes; left >= 1000 && at < UNITS.length - 1; left /= 1000) at += 1;
  const value = bytes / 1000 ** at;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: UNITS[at] ?? 'byte',
    maximumFractionDigits: value < 10 && at > 0 ? 1 : 0,
  }).format(value);
}
