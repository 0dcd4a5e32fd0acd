/** Answers somebody who asks to come into one of my rooms; what could not be done is said. */
import { attempt } from '../home/deeds';
import type { Knock, KnockAnswer } from '../wire';

export function answerAt(room: string): (knock: Knock, how: KnockAnswer) => Promise<void> {
  return async (knock, how) => {
    await attempt('answer_knock', { room, knock: knock.knock, answer: how });
  };
}
