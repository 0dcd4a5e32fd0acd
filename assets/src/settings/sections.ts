/** The sections of the settings, in the order in which they stand. */
import Ban from '@lucide/svelte/icons/ban';
import Bell from '@lucide/svelte/icons/bell';
import Info from '@lucide/svelte/icons/info';
import Network from '@lucide/svelte/icons/network';
import Palette from '@lucide/svelte/icons/palette';
import HardDrive from '@lucide/svelte/icons/hard-drive';
import UserRound from '@lucide/svelte/icons/user-round';
import type { Component } from 'svelte';

import BlockedSection from '../block/BlockedSection.svelte';
import type { Key } from '../i18n/words';
import NoticeSettings from '../notices/NoticeSettings.svelte';
import AboutSection from './AboutSection.svelte';
import DataSection from './DataSection.svelte';
import LookSection from './LookSection.svelte';
import MeSection from './MeSection.svelte';
import NetworkSection from './NetworkSection.svelte';

interface Section {
  id: string;
  title: Key;
  icon: typeof Info;
  of: Component;
}

export const sections: readonly Section[] = [
  { id: 'me', title: 'settings.me', icon: UserRound, of: MeSection },
  { id: 'look', title: 'settings.look', icon: Palette, of: LookSection },
  { id: 'notices', title: 'notices.open', icon: Bell, of: NoticeSettings },
  { id: 'blocked', title: 'block.section', icon: Ban, of: BlockedSection },
  { id: 'network', title: 'settings.network', icon: Network, of: NetworkSection },
  { id: 'data', title: 'settings.data', icon: HardDrive, of: DataSection },
  { id: 'about', title: 'settings.about', icon: Info, of: AboutSection },
];
