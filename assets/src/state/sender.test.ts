import { expect, test } from 'vitest';

import type { Answer, Said, Waiting } from '../wire';
import { Sender } from './sender.svelte';

/** A host that answers when it is told to. */
function host(): {
  sender: Sender;
  asked: { id: string; text: string; answer: (answer: Answer<Said>) => Promise<void> }[];
  kept: Waiting[][];
} {
  const asked: ReturnType<typeof host>['asked'] = [];
  const kept: Waiting[][] = [];
  const sender = new Sender({
    ask: ({ id, text }) =>
      new Promise((resolve) => {
        const answer = async (value: Answer<Said>): Promise<void> => {
          resolve(value);
          await new Promise((go) => setTimeout(go));
        };
        asked.push({ id, text, answer });
      }),
    has: (number) => number <= 10,
    keep: (items) => kept.push([...items]),
  });
  return { sender, asked, kept };
}
const refused = (code: string): Answer<Said> => ({ ok: false, error: { code, message: '' } });

test('messages go out one after the other, in order', async () => {
  const { sender, asked } = host();
  sender.say({ text: 'one' });
  sender.say({ text: 'two' });
  expect(asked.map(({ text }) => text)).toEqual(['one']);
  await asked[0]!.answer({ ok: true, number: 11 });
  expect(asked.map(({ text }) => text)).toEqual(['one', 'two']);
});

test('an acknowledged message stays in sight until its entry has come', async () => {
  const { sender, asked, kept } = host();
  sender.say({ text: 'one' });
  await asked[0]!.answer({ ok: true, number: 11 });
  expect(sender.items).toHaveLength(1);
  sender.arrived([asked[0]!.id]);
  expect(sender.items).toHaveLength(0);
  expect(kept.at(-1)).toEqual([]);
});

test('an entry that came before its acknowledgement is not waited for', async () => {
  const { sender, asked } = host();
  sender.say({ text: 'one' });
  await asked[0]!.answer({ ok: true, number: 10 });
  expect(sender.items).toHaveLength(0);
});

test('after a loss the same message goes out again under the same id', async () => {
  const { sender, asked } = host();
  sender.say({ text: 'one' });
  await asked[0]!.answer(refused('no_line'));
  expect(asked).toHaveLength(1);
  expect(sender.items[0]?.state).toBe('waiting');
  sender.resume();
  expect(asked).toHaveLength(2);
  expect(asked[1]!.id).toBe(asked[0]!.id);
});

test('a refused message says why, lets the next one through, and can be sent again or given up', async () => {
  const { sender, asked } = host();
  sender.say({ text: 'one' });
  sender.say({ text: 'two' });
  await asked[0]!.answer(refused('too_long'));
  expect(sender.items[0]).toMatchObject({ text: 'one', state: 'refused', error: { code: 'too_long' } });
  await asked[1]!.answer({ ok: true, number: 11 });
  expect(sender.resend(asked[0]!.id)).toBe(true);
  expect(asked.at(-1)!.text).toBe('one');
  await asked.at(-1)!.answer(refused('too_long'));
  expect(sender.discard(asked[0]!.id)).toBe(true);
  expect(sender.items.map(({ text }) => text)).toEqual(['two']);
  expect(sender.resend('of the program')).toBe(false);
});

test('too fast is not a refusal: the message goes out a little later', async () => {
  const { sender, asked } = host();
  sender.say({ text: 'one' });
  await asked[0]!.answer({ ok: false, error: { code: 'too_fast', message: '', retry_after_ms: 20 } });
  await expect.poll(() => asked.length).toBe(2);
  expect(asked[1]!.id).toBe(asked[0]!.id);
});

test('what the program has on its disk is no longer sent by the page', async () => {
  const { sender, asked, kept } = host();
  sender.say({ text: 'one' });
  const id = asked[0]!.id;
  sender.keptAre([{ id, text: 'one', at: 1, state: 'waiting' }]);
  await asked[0]!.answer({ ok: true, queued: true });
  sender.resume();
  expect(asked).toHaveLength(1);
  expect(kept.at(-1)).toEqual([]);
  expect(sender.items).toHaveLength(1);
  sender.arrived([id]);
  expect(sender.items).toHaveLength(0);
  sender.keptAre([]);
  expect(sender.items).toHaveLength(0);
});

test('a message that the program tells as waiting after its entry came is not shown twice', async () => {
  const { sender, asked } = host();
  sender.say({ text: 'one' });
  const id = asked[0]!.id;
  sender.arrived([id]);
  sender.keptAre([{ id, text: 'one', at: 1, state: 'waiting' }]);
  expect(sender.items).toHaveLength(0);
  // In another log it is not stored yet.
  sender.anew();
  expect(sender.items).toHaveLength(1);
});
