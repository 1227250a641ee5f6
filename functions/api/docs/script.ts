/** The page's script, as text: it is sent to browsers and never runs here. */
export const docsScript = `'use strict';
const tokenField = document.getElementById('token');
document.getElementById('credentials').hidden = false;

for (const form of document.querySelectorAll('form.try')) {
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(form);
  });
}
for (const block of document.querySelectorAll('pre.curl')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(block.textContent);
    button.textContent = 'Copied';
  });
  block.after(button);
}
addEventListener('hashchange', openTarget);
openTarget();

function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

async function send(form) {
  const headers = {};
  const query = new URLSearchParams();
  let path = form.dataset.path;
  for (const field of form.querySelectorAll('[data-in]')) {
    if (field.dataset.in === 'path') path = path.replace('{' + field.name + '}', encodeURIComponent(field.value));
    else if (field.value !== '' && field.dataset.in === 'query') query.set(field.name, field.value);
    else if (field.value !== '') headers[field.name] = field.value;
  }
  if (tokenField.value !== '') headers.Authorization = 'Bearer ' + tokenField.value.trim();
  const body = form.elements.body?.value;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const search = query.size === 0 ? '' : '?' + query;
  const output = form.querySelector('output');
  output.textContent = '…';
  try {
    const answer = await fetch(path + search, { method: form.dataset.method, headers, body, redirect: 'manual' });
    output.textContent = answer.status + ' ' + answer.statusText + '\\n' + pretty(await answer.text());
  } catch (error) {
    output.textContent = String(error);
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
`;
