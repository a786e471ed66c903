import {isSea} from 'node:sea';
import {carriedPaths, carriedText, tool} from '../../carried.ts';

/** What `--version` says: which program this is, what it was built from, and what it carries. */
export function versionText(): string {
  const {name, version} = tool();
  const commit = carriedText('dist/commit');
  const runtime = `Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  const paths = carriedPaths();
  const counted = carriedKinds.map(({says, is}) => `${paths.filter(path => is.test(path)).length} ${says}`);
  return [
    `${name} ${version}`,
    commit.ok ? commit.text.trimEnd() : 'of an unknown commit',
    isSea() ? `one file, with ${runtime} in it` : `on ${runtime}`,
    `with ${counted.join(', ')}`,
  ].join('\n');
}

const carriedKinds: ReadonlyArray<{says: string; is: RegExp}> = [
  {says: 'runbooks', is: /^runbooks\/[^.]+\.md$/},
  {says: 'files of drills', is: /^runbooks\/[^.]+\.scenarios\.md$/},
  {says: 'pages', is: /^docs\/.+\.md$/},
  {says: 'manual pages', is: /^docs\/man\//},
  {says: 'steps of the database\'s schema', is: /^source\/team\/schema\/\d/},
];
