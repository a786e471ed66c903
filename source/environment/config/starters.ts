/** Programs that start another one: their options that have a value behind them, and what stands between these and the program. */
const starters: ReadonlyMap<string, {valued?: RegExp; operand?: RegExp}> = new Map([
  ['sudo', {valued: /^(?:-[A-Za-z]*[CDghpRrTtUu]|--(?:chdir|chroot|group|host|other-user|prompt|role|type|user))$/}],
  ['doas', {valued: /^-[A-Za-z]*[Cu]$/}],
  ['env', {valued: /^(?:-[A-Za-z]*[Cu]|--(?:chdir|unset))$/}],
  ['flock', {valued: /^(?:-[A-Za-z]*[wE]|--(?:conflict-exit-code|timeout|wait))$/, operand: /./}],
  ['timeout', {valued: /^(?:-[A-Za-z]*[ks]|--(?:kill-after|signal))$/, operand: /^[\d.]/}],
  ['nice', {valued: /^(?:-n|--adjustment)$/}],
  ['ionice', {valued: /^(?:-[A-Za-z]*[cn]|--class|--classdata)$/}],
  ['stdbuf', {valued: /^(?:-[ioe]|--(?:input|output|error))$/}],
  ['chrt', {operand: /^\d/}],
  ['taskset', {operand: /^[\da-fx]/i}],
  ...['nohup', 'setsid', 'time', 'tini', 'dumb-init'].map(name => [name, {}] as const),
  ...['uv', 'poetry', 'pdm', 'pipenv', 'rye'].map(name => [name, {operand: /^run$/}] as const),
]);

/** How many of a starter's words are its own, in front of what it starts; undefined of every other program. */
export function ownWords(program: string, words: readonly string[]): number | undefined {
  const starter = starters.get(program);
  if (!starter) return undefined;
  const {valued, operand} = starter;
  const behindOptions = (from: number): number => {
    let at = from;
    while (/^-./.test(words[at] ?? '') && words[at] !== '--') at += valued?.test(words[at] ?? '') ? 2 : 1;
    return words[at] === '--' ? at + 1 : at;
  };
  const at = behindOptions(0);
  if (!operand) return at;
  return operand.test(words[at] ?? '') ? behindOptions(at + 1) : undefined;
}

/** Others that start what follows them, elsewhere or as somebody else, so that nothing of it is met here. */
const others = /^(?:chroot|command|exec|gosu|nsenter|runuser|strace|su|su-exec|systemd-run|unshare)$/;

export function isStarter(program: string): boolean {
  return starters.has(program) || others.test(program);
}
