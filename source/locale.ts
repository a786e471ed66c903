/** What the shell calls its locale: locale(7), the first of these that is set counts; undefined where none is. */
export function localeOf({LC_ALL, LC_CTYPE, LANG}: NodeJS.ProcessEnv): {variable: string; value: string} | undefined {
  const [variable, value] = Object.entries({LC_ALL, LC_CTYPE, LANG}).find(([, set]) => set) ?? [];
  return variable === undefined || value === undefined ? undefined : {variable, value};
}

/** Whether the locale names another character set than UTF-8. `@euro` names one too, the Latin alphabet No. 9. */
export function isPlain(variables: NodeJS.ProcessEnv): boolean {
  const locale = localeOf(variables)?.value ?? '';
  const [, set = ''] = /^[^.@]*\.([^@]*)/.exec(locale) ?? [];
  if (set !== '') return !/^utf-?8$/i.test(set);
  return ['C', 'POSIX'].includes(locale) || /@euro$/i.test(locale);
}
