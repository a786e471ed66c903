import {delimiter, join, resolve} from 'node:path';
import type {CommandLine} from './environment-config.ts';
import {fileNames, isExecutable, isFile, withoutLinks} from './file-names.ts';
import {takesScript} from './filled-command.ts';
import {ownWords} from './starters.ts';

/** Their words that are no values of options are for another machine, or a container. */
const elsewhere = /^(?:ssh|slogin|mosh|kubectl|oc|docker|podman|nerdctl|crictl|lxc|incus|nomad|vagrant|multipass|machinectl|nsenter|chroot|aws|gcloud|az)$/;

/** The program that is really started, and its words; variables that stand in front of it decide what it does and stay. */
function started([program = '', ...words]: CommandLine): {program: string; words: readonly string[]; variables: readonly string[]} {
  const own = ownWords(nameOf(program), words);
  if (own === undefined) return {program, words, variables: []};
  const rest = words.slice(own);
  const end = rest.findIndex(word => !/^[^=/]+=/.test(word));
  if (end === -1) return {program, words, variables: []};
  const inner = started(rest.slice(end));
  return {...inner, variables: [...rest.slice(0, end), ...inner.variables]};
}

function nameOf(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

/** One name for every spelling of a command: the program where it is really found, each argument that is a file there by its place. */
export function commandName(command: CommandLine, folder: string): string {
  const {program, words, variables} = started(command);
  const searched = program.includes('/') ? [resolve(folder, program)] : (process.env.PATH ?? '').split(delimiter).map(place => join(place, program));
  const found = searched.find(isFile);
  const isUnit = nameOf(program) === 'systemctl';
  const places = words.map(word => (isFile(resolve(folder, word)) ? withoutLinks(resolve(folder, word)) : isUnit ? word.replace(/\.service$/, '') : word));
  return `command ${JSON.stringify([variables.toSorted(), found === undefined ? program : withoutLinks(found), ...places])}`;
}

/** The names of every file that a command could mean with a word, or with a part of one. */
export function mentionedFiles(command: CommandLine, folder: string): string[] {
  const {program, words, variables} = started(command);
  const end = words.indexOf('--');
  const options = words.slice(0, end === -1 ? undefined : end).filter((word, index) => [word, words[index - 1]].some(one => one?.startsWith('-')));
  const here = elsewhere.test(nameOf(program)) ? options : words;
  const parts = [...variables, ...here].flatMap(word => [word, ...word.split(/[\s=:,;'"()<>|&]+/)]);
  return parts.filter(part => part !== '').flatMap(part => fileNames(resolve(folder, part)));
}

/**
 * Files that one command reads and the other changes: arguments of their own in both, and nothing that is run. One tool
 * for both is told by other words what it reads and changes, and its file may describe many deployments.
 */
export function storesOf(read: CommandLine, set: CommandLine, folder: string): string[][] {
  const [first, second] = [read, set].map(command => {
    const {program, words} = started(command);
    const script = takesScript(nameOf(program)) ? words.find(word => !/^[-+]/.test(word)) : undefined;
    const own = words.filter((word, index) => word !== script && !words[index - 1]?.startsWith('-'));
    const files = elsewhere.test(nameOf(program)) ? [] : own.map(word => resolve(folder, word)).filter(word => isFile(word) && !isRun(word)).map(fileNames);
    return {tool: JSON.stringify([program, script]), files};
  });
  if (!first || !second || first.tool === second.tool) return [];
  return first.files.filter(names => second.files.some(others => others.some(other => names.includes(other))));
}

/** A script lies there for somebody to run, whatever its mode is. */
function isRun(file: string): boolean {
  return /\.(?:[cm]?[jt]s|php|pl|ps1|py|rb|sh)$/.test(file) || isExecutable(file);
}
