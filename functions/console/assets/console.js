// What pages do better with a script than without: keys, a bar that says what will happen, and what moves while one looks.
// Nothing here decides anything: that is the submit button's, which works without any of this.

const pollMs = 3_000;
const hiddenPollMs = 30_000;
const maxFailures = 10;
const inboxPollMs = 30_000;

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** The words on the bar follow the choices. */
function followChoices(form) {
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

/** Sent once: the second click waits for the first. */
function submitOnce(form) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
  window.addEventListener('pageshow', () => delete form.dataset.sent);
}

function keysFor(form) {
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
    const radio = artifacts[current]?.querySelector(`input[value="${verdict}"]`);
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
    const isTyping = event.target.closest?.('input:not([type=radio]), textarea, select, dialog[open]');
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}

/** Asks until the state is another one than the page shows, then shows the page anew, unless somebody is typing. */
function followSession(place) {
  let tag = place.dataset.tag;
  let failures = 0;
  const ask = async () => {
    try {
      const answer = await fetch(place.dataset.status, { headers: tag ? { 'if-none-match': tag } : {} });
      failures = answer.ok || answer.status === 304 ? 0 : failures + 1;
      if (answer.ok) {
        const isNews = tag !== undefined && tag !== answer.headers.get('etag');
        tag = answer.headers.get('etag') ?? undefined;
        if (isNews) return showAnew();
      }
    } catch {
      failures += 1;
    }
    if (failures < maxFailures) setTimeout(ask, (document.hidden ? hiddenPollMs : pollMs) * (failures + 1));
  };
  const showAnew = () => {
    const isTyping = all('textarea').some((area) => area.value !== area.defaultValue);
    if (!isTyping) return location.reload();
    const note = document.querySelector('[data-news]');
    if (note) note.hidden = false;
  };
  setTimeout(ask, pollMs);
}

function followInbox(badge) {
  const ask = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(badge.dataset.inboxCount);
        if (answer.ok) {
          const { count } = await answer.json();
          badge.textContent = count > 0 ? count : '';
        }
      } catch {
        // Offline for a moment; the next question comes by itself.
      }
    }
    setTimeout(ask, inboxPollMs);
  };
  setTimeout(ask, inboxPollMs);
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
}
for (const button of all('[data-close]')) button.addEventListener('click', () => button.closest('dialog').close());
for (const place of all('[data-status]')) followSession(place);
for (const badge of all('[data-inbox-count]')) followInbox(badge);
closeMenus();
