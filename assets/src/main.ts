import { mount } from 'svelte';
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';

import './tokens.css';
import './base.css';
import App from './App.svelte';
import { fetchMarkup } from './markup/markup.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no #app');
// The template's skeleton was there so that the first frame is not white.
target.replaceChildren();
mount(App, { target });
void fetchMarkup();
