/** What a person can do when the host, or the way to it, says no: for a card, and above the room. */

/** `as`: come in under the name the host suggests; `name`: under another; `invitation`: with a new
 * one; `address`: look for the host elsewhere; `rejoin`: by the address once more; `retry`: the same
 * once more; `ask`: ask the host once more to be let in; `unask`: do not wait for that any longer;
 * `more`: let it take more of this disk; `forget`: delete it here; `follow`: go on with the host's
 * room, which is another than the one that is here */
export type Way =
  | 'as'
  | 'name'
  | 'invitation'
  | 'address'
  | 'rejoin'
  | 'retry'
  | 'more'
  | 'ask'
  | 'unask'
  | 'forget'
  | 'follow';

/** Codes at which only another invitation leads on. */
const byInvitation = ['invite_needed', 'invite_wrong'];
/** Somebody else answers: the host is on a new computer, or only at another address. */
const byOtherHost = ['key_changed', 'other_host'];
/** Codes after which only the host's grace, or somebody's invitation, leads back in. */
const byGrace = ['removed', 'waiting_refused'];

/** The ways on, the likeliest first. `suggestion`: the name that the host proposes, if any. */
export function waysOn(code: string, suggestion?: string): Way[] {
  if (code === 'name_taken') return suggestion ? ['as', 'name'] : ['name'];
  if (code === 'name_invalid') return ['name'];
  if (byInvitation.includes(code)) return ['invitation'];
  if (byOtherHost.includes(code)) return ['invitation', 'address'];
  if (code === 'room_too_big') return ['more'];
  if (code === 'log_differs') return ['follow'];
  if (code === 'unknown_room') return ['retry', 'invitation'];
  if (code === 'waiting') return ['unask'];
  if (byGrace.includes(code)) return ['ask', 'invitation', 'forget'];
  // The host may have taken it back.
  if (code === 'banned') return ['rejoin', 'forget'];
  return ['retry'];
}

/** A log that was kept aside when the host's turned out to be another: it is only read. */
export function isAside(room: string): boolean {
  return room.includes('~');
}
