import { expect, test } from 'vitest';

import { listKey } from './listkeys';

class List {
  length = 3;
  marked = 0;
  told: string[] = [];
  mark = (place: number): void => void (this.marked = place);
  take = (): void => void this.told.push(`took ${this.marked}`);
  putOff = (): void => void this.told.push('put off');
}

function press(list: List, key: string, more: Partial<KeyboardEvent> = {}): [boolean, boolean] {
  let prevented = false;
  const event = { key, preventDefault: () => (prevented = true), ...more } as unknown as KeyboardEvent;
  return [listKey(event, list), prevented];
}

test('arrows go round', () => {
  const list = new List();
  expect(press(list, 'ArrowUp')).toEqual([true, true]);
  expect(list.marked).toBe(2);
  press(list, 'ArrowDown');
  expect(list.marked).toBe(0);
});

test('Enter and Tab take what is marked, Escape puts off', () => {
  const list = new List();
  list.marked = 1;
  for (const key of ['Enter', 'Tab', 'Escape']) expect(press(list, key)).toEqual([true, true]);
  expect(list.told).toEqual(['took 1', 'took 1', 'put off']);
});

test('what is for the text is left to it', () => {
  const list = new List();
  expect(press(list, 'a')).toEqual([false, false]);
  for (const more of [{ isComposing: true }, { keyCode: 229 }, { shiftKey: true }, { ctrlKey: true }])
    expect(press(list, 'Enter', more)).toEqual([false, false]);
  list.length = 0;
  expect(press(list, 'Enter')).toEqual([false, false]);
  expect(list.told).toEqual([]);
});
