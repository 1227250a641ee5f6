// What pages do better with a script than without: keys, a bar that says what will happen, and what moves while one looks.
// Nothing here decides anything: that is the submit button's, which works without any of this.
import { followAll } from './live.js';
import { all } from './page.js';
import { followChoices, keysFor } from './review-form.js';
import { keepUnsent, showUnsent } from './unsent-words.js';

/** Sent once: the second click waits for the first. */
function submitOnce(form) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
  window.addEventListener('pageshow', () => delete form.dataset.sent);
}

/** A menu that is open closes when one goes elsewhere. */
function closeMenus() {
  const close = (except) => {
    for (const menu of all('details.account[open]')) if (!menu.contains(except)) menu.open = false;
  };
  document.addEventListener('click', (event) => close(event.target));
  document.addEventListener('keydown', (event) => event.key === 'Escape' && close());
}

for (const form of all('form[method=post]')) submitOnce(form);
for (const form of all('form[data-review]')) {
  followChoices(form);
  keysFor(form);
  keepUnsent(form);
}
for (const place of all('[data-unsent]')) showUnsent(place);
for (const button of all('[data-close]')) button.addEventListener('click', () => button.closest('dialog').close());
followAll();
closeMenus();
