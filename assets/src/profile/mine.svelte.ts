/** My profile while it is being changed: kept when one says so, and when the settings are left. */
import { home } from '../state/home.svelte';
import type { Profile, Refusal } from '../wire';
import { ready, sameProfile } from './profile';

class MyProfile {
  private draft = $state.raw<Profile | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  readonly changed = $derived(
    this.draft !== null && !sameProfile(ready(this.draft), home.profile ?? {}),
  );

  get value(): Profile {
    return this.draft ?? home.profile ?? {};
  }
  set value(value: Profile) {
    this.draft = value;
    this.refusal = null;
  }

  /** True once the program has it, and tells the rooms; false leaves why not in `refusal`. */
  async save(): Promise<boolean> {
    const sent = this.draft;
    if (sent !== null && this.changed) {
      const profile = ready(sent);
      const answer = await home.ask('set_profile', profile);
      if (!answer.ok) {
        this.refusal = answer.error;
        return false;
      }
      home.profile = profile;
    }
    // What was typed until the answer came is still to be kept.
    if (this.draft === sent) this.draft = null;
    return true;
  }
}

export const myProfile = new MyProfile();
