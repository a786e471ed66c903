import {exitCode, OperatorError} from './errors.ts';

/** Why a text is no name that a record can hold; undefined for a name. */
export function nameFault(text: string): string | undefined {
  if (text.trim() === '') return 'the record needs a name';
  return /[\p{L}\p{N}\p{S}]/u.test(plainName(text)) ? undefined : 'the record needs a name that can be seen';
}

/** @throws OperatorError when whoever is at the keyboard is not named. */
export function verifyName(text: string): void {
  const fault = nameFault(text);
  if (fault === undefined) return;
  throw new OperatorError(`the operator's name is ${JSON.stringify(text.slice(0, 40))}: ${fault}`, {
    code: 'operator-unnamed',
    next: 'Say who is at the keyboard with: --operator NAME.',
    exit: exitCode.usage,
  });
}

/** Whether two names may be one person's: two people have two names, however they are dressed. */
export function isSamePerson(one: string, other: string): boolean {
  return plainName(one) === plainName(other);
}

/** Letters of other scripts that look like one of these, by Unicode's confusables (UTS 39). */
const lookAlikes: Readonly<Record<string, string>> = {
  а: 'a', ɑ: 'a', α: 'a', в: 'b', с: 'c', ϲ: 'c', ԁ: 'd', е: 'e', ε: 'e', һ: 'h', н: 'h', і: 'i', ι: 'i', ɩ: 'i', ј: 'j', ϳ: 'j', к: 'k', κ: 'k', ӏ: 'l', м: 'm',
  ո: 'n', η: 'n', о: 'o', ο: 'o', օ: 'o', σ: 'o', р: 'p', ρ: 'p', ԛ: 'q', г: 'r', ѕ: 's', т: 't', τ: 't', υ: 'u', ս: 'u', ν: 'v', ѵ: 'v', ԝ: 'w', ω: 'w', х: 'x', χ: 'x', у: 'y', γ: 'y',
};

/** Letters, digits and signs alone, without case, width, accents, and what cannot be seen or told apart. */
function plainName(text: string): string {
  const folded = text.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD');
  const seen = folded.replaceAll(/[^\p{L}\p{N}\p{M}\p{S}]|\u2800|\p{Script=Inherited}|\p{Default_Ignorable_Code_Point}/gu, '');
  return [...seen].map(letter => lookAlikes[letter] ?? letter).join('');
}
