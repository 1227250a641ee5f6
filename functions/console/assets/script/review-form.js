import { all } from './page.js';

/** The words on the bar follow the choices. */
export function followChoices(form) {
  const words = form.querySelector('[data-effect-words]');
  if (!words) return;
  const say = () => {
    const counts = { apply: 0, save_as_draft: 0, reject: 0 };
    for (const chosen of all('input[type=radio][name^="verdict."]:checked', form)) counts[chosen.value] += 1;
    const total = counts.apply + counts.save_as_draft + counts.reject;
    if (total === 0) return;
    const what = (count) => (total === 1 ? 'it' : count === total ? `all ${total}` : `${count}`);
    const parts = [
      counts.apply > 0 && `apply ${what(counts.apply)}`,
      counts.save_as_draft > 0 && `keep ${what(counts.save_as_draft)} as draft`,
      counts.reject > 0 && `reject ${what(counts.reject)}`,
    ].filter(Boolean);
    const nothing = counts.apply === 0 ? 'Nothing is marked to be applied. ' : '';
    words.textContent = `${nothing}Approving will ${parts.join(', ')}.`;
  };
  form.addEventListener('change', say);
  say();
}

/** Keys move and mark; none of them decides. */
export function keysFor(form) {
  const artifacts = all('.artifact', form);
  let current = -1;
  const goTo = (next) => {
    if (artifacts.length === 0) return;
    artifacts[current]?.classList.remove('is-current');
    current = Math.max(0, Math.min(artifacts.length - 1, next));
    const artifact = artifacts[current];
    artifact.classList.add('is-current');
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    artifact.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
    artifact.querySelector('h3')?.focus({ preventScroll: true });
  };
  const choose = (verdict) => {
    if (current < 0) goTo(0);
    const radio = artifacts[current]?.querySelector(`input[value="${verdict}"]:enabled`);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const keys = {
    j: () => goTo(current + 1),
    k: () => goTo(current - 1),
    a: () => choose('apply'),
    d: () => choose('save_as_draft'),
    r: () => choose('reject'),
    f: () => form.querySelector('[name=feedback]')?.focus(),
    '?': () => document.querySelector('#keys')?.showModal(),
  };
  document.addEventListener('keydown', (event) => {
    const isTaken = event.target.closest?.('input:not([type=radio]), textarea, select, dialog[open]');
    if (isTaken || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}
