import type {Commit} from '../commit.ts';

/** What says which version this is: the commit, and the text of the files that do. */
export type Claims = {commit: Commit | undefined; manifest: string; lock: string; changelog: string};

/** What keeps a tree from being released, all at once; nothing where it is ready. */
export function complaints({commit, manifest, lock, changelog}: Claims): string[] {
  const {version} = JSON.parse(manifest) as {version: string};
  const locked = JSON.parse(lock) as {version: string; packages: Readonly<Record<string, {version?: string}>>};
  const headings = changelog.split('\n').filter(line => line.startsWith('## '));
  return [
    commit === undefined && 'this is no checkout: a release is made from a commit',
    commit?.changed && 'files are not as the commit has them: commit them, or put them away',
    [locked.version, locked.packages['']?.version].some(one => one !== version) && `package-lock.json is of ${locked.version}, and package.json of ${version}: npm install --package-lock-only`,
    !dated(version).test(headings[0] ?? '') && `CHANGELOG.md begins with "${headings[0]?.slice(3)}"; expected "${version}, " and the day, such as ${version}, 2026-12-01`,
  ].filter(line => typeof line === 'string');
}

const dated = (version: string): RegExp => new RegExp(`^## ${RegExp.escape(version)}, \\d{4}-\\d\\d-\\d\\d$`);
