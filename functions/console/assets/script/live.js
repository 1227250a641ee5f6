// Shows what has happened while one looks. A WebSocket says when to ask; without one, the same question is asked every few seconds.
import { all, isTyping } from './page.js';

const pollMs = 3_000;
const hiddenPollMs = 30_000;
/** While a WebSocket tells what happens: only for what it may have missed. */
const calmPollMs = 60_000;
const inboxPollMs = 30_000;
const maxFailures = 10;
/** Who only passes through a page needs no WebSocket. */
const lingerMs = 300;
const reconnectMs = [1_000, 5_000, 15_000, 60_000];
const inboxEvents = /^(checkpoint|session|policy|member)\./;

/** Asks for a place's state again and again; `onNews` is given what changed, and may answer that it has seen enough. */
function follow(place, live, onNews) {
  let tag = place.dataset.tag;
  let failures = 0;
  let timer;
  const wait = () => (live.isOpen ? calmPollMs : document.hidden ? hiddenPollMs : pollMs) * (failures + 1);
  const ask = async () => {
    clearTimeout(timer);
    try {
      const answer = await fetch(place.dataset.status, { headers: tag ? { 'if-none-match': tag } : {} });
      failures = answer.ok || answer.status === 304 ? 0 : failures + 1;
      const now = answer.headers.get('etag');
      if (answer.ok && now && now !== tag) {
        const isNews = tag !== undefined;
        tag = now;
        if (isNews) onNews(await answer.json());
      }
    } catch {
      failures += 1;
    }
    clearTimeout(timer);
    if (failures < maxFailures) timer = setTimeout(ask, wait());
  };
  timer = setTimeout(ask, pollMs);
  return (events) => {
    if (events.length === 0 || events.some(({ sessionId }) => sessionId === place.dataset.session)) ask();
  };
}

/** A session is shown anew, unless somebody is typing. */
const followSession = (place, live) =>
  follow(place, live, () => {
    if (!isTyping()) return location.reload();
    const note = place.querySelector('[data-news]');
    if (note) note.hidden = false;
  });

/** A review stays as it is under its reader's eyes; what happened to it is said beside the buttons. */
const followReview = (place, live) =>
  follow(place, live, ({ news }) => {
    place.querySelector('[data-news]').textContent = news;
    place.hidden = news === '';
  });

function followInbox(badge, live) {
  const note = document.querySelector('[data-inbox-news]');
  let shown = badge.textContent.trim();
  let timer;
  const ask = async () => {
    clearTimeout(timer);
    try {
      const answer = await fetch(badge.dataset.inboxCount);
      if (answer.ok) {
        const { count } = await answer.json();
        const text = count > 0 ? `${count}` : '';
        if (note && text !== shown) note.hidden = false;
        badge.textContent = text;
        shown = text;
      }
    } catch {
      // Offline for a moment; the next question comes by itself.
    }
    clearTimeout(timer);
    timer = setTimeout(ask, live.isOpen || document.hidden ? calmPollMs : inboxPollMs);
  };
  timer = setTimeout(ask, inboxPollMs);
  return (events) => {
    if (events.length === 0 || events.some(({ type }) => inboxEvents.test(type))) ask();
  };
}

/** Opens a WebSocket with a ticket, again and again while the page is looked at. `hear` is given the events; none: something may have been missed. */
function listen(live, ticketPath, hear) {
  let tries = 0;
  const later = () => {
    live.isOpen = false;
    setTimeout(connect, reconnectMs[Math.min(tries, reconnectMs.length - 1)]);
    tries += 1;
  };
  const connect = async () => {
    if (document.hidden) return document.addEventListener('visibilitychange', connect, { once: true });
    try {
      const answer = await fetch(ticketPath, { method: 'POST' });
      // Signed out, or no longer a member: then polling says so.
      if (answer.status >= 400 && answer.status < 500) return;
      const socket = new WebSocket((await answer.json()).url);
      socket.addEventListener('open', () => {
        tries = 0;
        live.isOpen = true;
        hear([]);
      });
      socket.addEventListener('message', ({ data }) => hear(JSON.parse(data).events));
      socket.addEventListener('close', later);
    } catch {
      later();
    }
  };
  setTimeout(connect, lingerMs);
}

/** Everything of the page that moves. */
export function followAll() {
  const live = { isOpen: false };
  const hearers = [
    ...all('[data-status]').map((place) =>
      place.dataset.shows === 'news' ? followReview(place, live) : followSession(place, live),
    ),
    ...all('[data-inbox-count]').map((badge) => followInbox(badge, live)),
  ];
  const tickets = document.querySelector('[data-tickets]')?.dataset.tickets;
  const isWorthIt = document.querySelector('[data-status], [data-inbox-news]');
  if (tickets && isWorthIt)
    listen(live, tickets, (events) => {
      for (const hear of hearers) hear(events);
    });
}
