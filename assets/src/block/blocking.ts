/** Blocks somebody for oneself, and lifts it; what could not be done is said in a toast. */
import { toast } from '../components/toast.svelte';
import { attempt } from '../home/deeds';
import { many, t } from '../i18n/words';
import { blocked } from '../state/blocked.svelte';
import type { CoveredRow } from '../state/covered';
import { page } from '../state/page.svelte';

export async function block(member: string, name: string): Promise<void> {
  if (page.mode === 'window') await attempt('block', { member, name });
  else if (!blocked.put({ member, name, at: Date.now() })) toast.show(t('error.too_many_blocked'));
}

export async function unblock(member: string): Promise<void> {
  if (page.mode === 'window') await attempt('unblock', { member });
  else blocked.remove(member);
}

/** What stands in the place of messages. */
export function coveredSentence({ keys, several }: CoveredRow): string {
  return many(several ? 'block.several' : 'block.covered', keys.length);
}
