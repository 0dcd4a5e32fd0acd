/** What helps when coming in did not work: a button and further hints, by the refusal's code. */
import type { Key } from '../i18n/words';

/** `again`: the same once more; `ask`: a request to send to the host; `own`: the room is one's own */
export type Remedy = 'again' | 'ask' | 'own';
export type System = 'windows' | 'macos' | 'linux';

const remedies: Record<string, Remedy> = {
  name_not_found: 'again',
  no_route: 'again',
  refused: 'again',
  no_answer: 'again',
  not_sarangbang: 'again',
  too_many_tries: 'again',
  too_fast: 'again',
  room_full: 'again',
  closing: 'again',
  no_line: 'again',
  storage_full: 'again',
  version_too_new: 'again',
  unknown_room: 'ask',
  bad_link: 'ask',
  other_host: 'ask',
  key_changed: 'ask',
  invite_needed: 'ask',
  invite_wrong: 'ask',
  own_room: 'own',
};

export function remedyOf(code: string): Remedy | null {
  return remedies[code] ?? null;
}

/** Refusals at which there is nothing to try but to stop: shown so that nobody presses on. */
export function isStop(code: string): boolean {
  return code === 'key_changed' || code === 'other_host' || code === 'banned';
}

/** Sentences to add to the one of the refusal itself. */
export function hintsFor(code: string, system: System): Key[] {
  if (code === 'no_route') return system === 'macos' ? ['join.mac_hint'] : [];
  if (code === 'no_answer') {
    return system === 'macos' ? ['join.mac_hint', 'join.host_hint'] : ['join.host_hint'];
  }
  if (code === 'version_too_old' || code === 'version_too_new' || code === 'protocol_unsupported') {
    return ['join.my_version'];
  }
  return [];
}

/** The system that the window runs on, by what its engine says of itself. */
export function systemOf(userAgent: string): System {
  if (/Windows/.test(userAgent)) return 'windows';
  return /Macintosh|Mac OS X/.test(userAgent) ? 'macos' : 'linux';
}
