// What was typed and chosen and not sent stays in this tab, so that signing in again, a reload or a wrong click loses none of it.
import { all } from './page.js';

const keyOf = (form) => `unsent ${new URL(form.action).pathname}`;
const fieldsOf = (form) => all('textarea[name], input[type=text][name], input[type=radio]:checked', form);

function restore(form, kept) {
  for (const [name, value] of kept) {
    const field = form.elements.namedItem(name);
    // What the server gave back was typed later than what is kept here.
    if (!field || (field.type === 'textarea' && field.defaultValue !== '')) continue;
    field.value = value;
  }
  form.dispatchEvent(new Event('change'));
}

/** Keeps what is in the form from now on, and puts back what was kept. */
export function keepUnsent(form) {
  const key = keyOf(form);
  const kept = sessionStorage.getItem(key);
  if (kept) restore(form, JSON.parse(kept));
  const keep = () => {
    const fields = fieldsOf(form).map(({ name, value }) => [name, value]);
    sessionStorage.setItem(key, JSON.stringify(fields));
  };
  form.addEventListener('input', keep);
  form.addEventListener('change', keep);
}

/** Where a form was and is no more: what had been written, for whoever wants to use it elsewhere. */
export function showUnsent(place) {
  const key = `unsent ${location.pathname}`;
  const words = new Map(JSON.parse(sessionStorage.getItem(key) ?? '[]')).get('feedback');
  sessionStorage.removeItem(key);
  if (!words || place.dataset.sent === words.trim()) return;
  place.querySelector('.quote').textContent = words;
  place.hidden = false;
}
