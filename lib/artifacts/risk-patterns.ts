/** What in an artifact's words a reviewer should look at twice. Every pattern runs in time linear to the text. */

/** One kind of finding: how many, and never the finding itself, which may be a secret. */
export interface Finding {
  readonly code: 'contains_secret' | 'contains_payment_data' | 'contains_personal_id' | 'contains_mail_address';
  readonly noun: string;
  readonly count: number;
}

/** Formatting and control characters nobody sees; line breaks, tabs and the joiner inside emoji are what they seem. */
const hiddenCharacter =
  /(?![\n\r\t]|(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{fe0f})\u{200d})[\p{Cf}\p{Cc}]/gu;

const secret =
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bsk-[\w-]{20,}|\bgh[pousr]_\w{20,}|\bxox[abeprs]-[\w-]{10,}|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*|\b(?:password|passwd|passphrase|client_secret|api[_-]?key|access[_-]?token)["']?\s{0,5}[:=]\s{0,5}["']?[^\s"']{8,}/gi;
const cardLike = /(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])/g;
const ibanLike = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g;
const socialSecurityNumber = /(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g;
const mailAddress = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g;

const orders: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|all|any|your|these|the)\b[^.\n]{0,30}\b(?:instructions?|rules?|prompts?|guidelines?|directions?|messages?)\b/i,
  /\byou are (?:now|no longer)\b/i,
  /\b(?:new|updated|real|actual) (?:system )?(?:instructions?|prompt)\s*:/i,
  /\b(?:reveal|print|show|repeat|leak)\b[^.\n]{0,30}\b(?:system prompt|instructions|api keys?|secrets?)\b/i,
  /\b(?:do not|don['’]t|never) (?:tell|inform|show|mention|reveal)[^.\n]{0,30}\b(?:user|reviewer|human|person|anyone)\b/i,
  /\b(?:reviewers?|approvers?|assistant|agent|model|ai)\b[^.\n]{0,20}\b(?:must|should|shall|has to|need to)\b[^.\n]{0,20}\b(?:approve|accept|apply|comply|obey|execute)\b/i,
  /\bapprove (?:this|it|everything|all)\b[^.\n]{0,30}\b(?:immediately|now|without|automatically|unread)\b/i,
  /<\/?(?:system|assistant|human|user|tool_result|tool_use|function_calls?|instructions?|bundle|task|feedback|decision)\b[^>\n]{0,100}>|\[\/?INST\]|<\|[a-z_]{2,20}\|>/i,
];
const concealment = /<!--|display\s{0,3}:\s{0,3}none|\bjavascript:|\bdata:text\/html/i;
const remoteImage = /!\[[^\]\n]{0,200}\]\(\s{0,5}<?(?:https?:)?\/\/|<img\b/i;

/** How many characters of the text a reader would not see. */
export const countHiddenCharacters = (text: string): number => countOf(text, hiddenCharacter);

/** Data that does not belong into a knowledge base, by kind. */
export function sensitiveFindings(text: string): readonly Finding[] {
  const cards = [...text.matchAll(cardLike)].filter(([digits]) => passesLuhn(digits)).length;
  const ibans = [...text.matchAll(ibanLike)].filter(([iban]) => passesIbanCheck(iban)).length;
  const findings: readonly Finding[] = [
    { code: 'contains_secret', noun: 'key or password', count: countOf(text, secret) },
    { code: 'contains_payment_data', noun: 'card or account number', count: cards + ibans },
    { code: 'contains_personal_id', noun: 'identity number', count: countOf(text, socialSecurityNumber) },
    { code: 'contains_mail_address', noun: 'e-mail address', count: countOf(text, mailAddress) },
  ];
  return findings.filter(({ count }) => count > 0);
}

/** How many kinds of orders to a model or a reviewer the text seems to hold. */
export const countOrders = (text: string): number => orders.filter((order) => order.test(text)).length;
export const concealsContent = (text: string): boolean => concealment.test(text);
export const loadsRemoteImage = (text: string): boolean => remoteImage.test(text);

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** The check digit of payment cards. */
function passesLuhn(written: string): boolean {
  const digits = written.replace(/\D/g, '');
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0 && new Set(digits).size > 1;
}

/** ISO 13616: the number, country and check digits moved to its end, leaves 1 when divided by 97. */
function passesIbanCheck(written: string): boolean {
  const iban = written.replaceAll(' ', '');
  const digits = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
