import { expect, test } from 'vitest';

import type { Invitation } from '../wire';
import { asName, drawing, holdsLink, messageOf } from './invitation';

const invitation: Invitation = {
  room: 'b7',
  name: '민수의 방',
  admission: 'invited',
  address: '192.168.0.12',
  addresses: [],
  port: 47800,
  port_moved: false,
  port_wanted: 47800,
  link: 'sarangbang://join?v=1&room=b7&key=q8&at=192.168.0.12:47800#Zk3',
  secret: true,
  check_number: '48213 90174 55620 13987 27461',
  guests: { open: false, address: '', link: '', qr: '' },
  came: false,
  renewed: null,
  announce: 'yes',
  reach: { reached: [], knocked: [], failed: null },
  firewall: { system: 'linux', first_time: true },
};
const say = (key: string, values: object = {}): string => `${key} ${Object.values(values).join(' ')}`;

test('the message has the sentence, the link on a line of its own, and the address', () => {
  expect(messageOf(invitation, say).split('\n')).toEqual([
    'invite.message 민수의 방',
    invitation.link,
    'invite.message_address 192.168.0.12',
  ]);
});

test('the browser address is in the message only while browsers are let in', () => {
  const guests = { open: true, address: 'http://a/', link: 'http://a/#k=1', qr: '' };
  expect(messageOf({ ...invitation, guests }, say)).toContain('invite.message_browser http://a/#k=1');
  expect(messageOf({ ...invitation, guests: { ...guests, open: false } }, say)).not.toContain('http://a');
});

test('without a network there is no address to type', () => {
  expect(messageOf({ ...invitation, address: '' }, say)).not.toContain('invite.message_address');
});

test('our own message is recognised as an invitation, an address is not', () => {
  expect(holdsLink(messageOf(invitation, say))).toBe(true);
  expect(holdsLink('SARANGBANG://join?v=1')).toBe(true);
  expect(holdsLink('192.168.0.5:47800')).toBe(false);
  expect(holdsLink('https://192.168.0.5/')).toBe(false);
});

test('names are counted in characters as people see them coded, not in UTF-16', () => {
  expect(asName('  민수 ', 40)).toBe('민수');
  expect(asName('   ', 40)).toBeNull();
  expect(asName('😀'.repeat(40), 40)).toBe('😀'.repeat(40));
  expect(asName('😀'.repeat(41), 40)).toBeNull();
});

test('a drawing cannot break out of its address', () => {
  const address = drawing('<svg xmlns="http://www.w3.org/2000/svg"><title>"#%&</title></svg>');
  expect(address).not.toMatch(/["#<>\s]/);
  expect(decodeURIComponent(address.split(',')[1]!)).toContain('"#%&');
  expect(decodeURIComponent(address).match(/xmlns=/g)).toHaveLength(1);
});

test('a drawing made to stand inside a page can be an image as well', () => {
  const address = drawing('<svg width="29"><path d="M0 0h7"/></svg>');
  expect(decodeURIComponent(address)).toContain('<svg xmlns="http://www.w3.org/2000/svg" width');
});
