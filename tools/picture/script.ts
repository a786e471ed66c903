import type {Operator} from '../../test/people/operator.ts';

type Player = Pick<Operator, 'sees' | 'types' | 'presses' | 'resizes'>;

/**
 * What the person does, words between spaces: `wait:TEXT` (a regular expression), `type:TEXT`,
 * `size:60x16`, and names of keys.
 */
export async function play(script: string, person: Player): Promise<void> {
  for (const word of script.split(' ').filter(Boolean)) {
    const [, verb, rest = ''] = /^(wait|type|size):(.+)$/.exec(word) ?? [];
    if (verb === 'wait') await person.sees(new RegExp(rest));
    else if (verb === 'type') await person.types(rest);
    else if (verb === 'size') await person.resizes(...parseSize(rest));
    else await person.presses(word);
  }
}

/** `80x24` */
export function parseSize(text: string): [columns: number, rows: number] {
  const [, columns, rows] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (!columns || !rows) throw new Error(`not a size: ${text}; expected columns x rows, such as 80x24`);
  return [Number(columns), Number(rows)];
}
