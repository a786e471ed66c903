import {mkdirSync} from 'node:fs';
import {join} from 'node:path';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Where programs, temporary files and compiled code are is the machine's affair; the rest would be chance. */
const kept = ['PATH', 'TMPDIR', 'SYSTEMROOT', 'NODE_COMPILE_CACHE'];

/**
 * What a child of a test finds around it: a home of its own, no CI, no colour wishes, none of the
 * toggles and tokens of whoever runs the tests. `given` comes on top; undefined removes.
 */
export function childEnvironment(home: string, given: Variables = {}): Record<string, string> {
  const folders = {XDG_CONFIG_HOME: 'config', XDG_DATA_HOME: 'data', XDG_STATE_HOME: 'state', XDG_CACHE_HOME: 'cache'};
  const ours: Variables = {
    ...Object.fromEntries(kept.map(name => [name, process.env[name]])),
    LANG: 'C.UTF-8',
    HOME: home,
    USER: 'mara',
    LOGNAME: 'mara',
    ...Object.fromEntries(Object.entries(folders).map(([name, folder]) => [name, join(home, folder)])),
    ...given,
  };
  mkdirSync(home, {recursive: true});
  return Object.fromEntries(Object.entries(ours).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
