/** Who is meant by a text: found when it is sent, so that a name typed by hand calls as well. */
import type { Member, Mention } from '../wire';

/** In the place of a member's id: everybody. */
export const ALL = 'all';
/** What stands for everybody, in either language, whatever the reader's is. */
export const ALL_NAMES = ['모두', 'all'];
/** As many as a message may mention. */
const MOST = 20;

/** What may hang on to a Hangul name: 민수야, 민수한테서. */
const PARTICLES =
  /^(?:은|는|이|가|을|를|과|와|랑|아|야|님|씨|도|만|의|에게|에게서|한테|한테서|께|께서|로|으로|보다|처럼|부터|까지|요)+(?!\p{Script=Hangul})/u;

/** Those who can be meant: members, and who was chosen or meant before, whatever they are called now. */
export function calledIn(
  text: string,
  members: readonly Member[],
  chosen: readonly Mention[],
  everybody: boolean,
): Mention[] {
  const names = new Map<string, string>();
  if (everybody) for (const name of ALL_NAMES) names.set(name, ALL);
  // Of two with one name, the one who is here.
  for (const member of [...members].sort((one, other) => Number(one.online) - Number(other.online))) {
    names.set(member.name, member.id);
  }
  for (const one of chosen) names.set(one.name, one.member);
  const picked = new Set(chosen.map((one) => one.name));
  const longest = [...names.keys()].sort((one, other) => other.length - one.length);

  const found = new Map<string, Mention>();
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (!mayBegin(text.slice(0, at))) continue;
    const rest = text.slice(at + 1);
    const name = longest.find((one) => rest.startsWith(one) && ends(one, rest, picked.has(one)));
    const member = name === undefined ? undefined : names.get(name);
    if (name === undefined || member === undefined || found.has(member)) continue;
    found.set(member, { member, name });
  }
  return [...found.values()].slice(0, MOST);
}

/** Whether an `@` after this calls somebody: in the middle of an address it does not. */
export function mayBegin(before: string): boolean {
  return !/[\p{Script=Latin}\p{N}._%+-]$/u.test(before) || before === '';
}

function ends(name: string, rest: string, picked: boolean): boolean {
  const after = rest.slice(name.length);
  if (/\p{Script=Hangul}$/u.test(name) && /^\p{Script=Hangul}/u.test(after)) {
    return picked || PARTICLES.test(after);
  }
  return !/^[\p{Script=Latin}\p{N}_]/u.test(after);
}
