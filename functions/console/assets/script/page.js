/** Elements of the page, as a list. */
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** Whether somebody is in the middle of writing something. */
export const isTyping = () => all('textarea').some((area) => area.value !== area.defaultValue);
