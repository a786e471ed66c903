import {StringDecoder} from 'node:string_decoder';

/** Characters of one line that are shown and kept. */
const longestLine = 4096;

/** A line is masked before it is cut, so more of it is held: a token across the cut must be seen whole. */
const longestHeld = 64 * 1024;

/** Characters of all lines that are kept: half from the beginning, half from the end. */
const mostKept = 256 * 1024;

export type Lines = {take(chunk: Uint8Array): void; end(): void};

/** Cuts a byte stream into lines at LF, CRLF or CR; `each` gets a line and how much of it was dropped. */
export function splitLines(each: (line: string, dropped: number) => void): Lines {
  const decoder = new StringDecoder('utf8');
  let open = '';
  let dropped = 0;
  const give = (line: string): void => {
    each(line, dropped);
    dropped = 0;
  };
  const hold = (text: string): void => {
    dropped += Math.max(0, text.length - longestHeld);
    open = text.slice(0, longestHeld);
  };
  const take = (text: string): void => {
    // A CR at the very end may be half of a CRLF.
    const [first = '', ...later] = (open + text).split(/\r\n|\n|\r(?!$)/);
    const last = later.pop();
    hold(first);
    if (last === undefined) return;
    give(open);
    for (const line of later) {
      hold(line);
      give(open);
    }
    hold(last);
  };
  return {
    take: chunk => take(decoder.write(chunk)),
    end: () => {
      take(decoder.end());
      const rest = open.replace(/\r$/, '');
      if (rest !== '' || dropped > 0) give(rest);
      open = '';
    },
  };
}

export type KeptOutput = {
  add(line: string, dropped: number): void;
  /** Everything kept, with a mark where something was left out. */
  text(): string;
};

/**
 * Lines that may hold a part of something longer: the end of an encoded text, one word alone that is none of the
 * language, a row of a hexadecimal dump. Its last line may have other words behind it.
 */
const beginsBlock = [/(?<![\w+/=.:-])(?=[\w+/=.:-]*[A-Z\d])[\w+/=.:-]{16,}\s*$/, /^\s*(?![A-Za-z]?[a-z]*[.,:;!?\u2026]*\s*$)[!-~]{4,200}\s*$/, /^\s*[0-9a-f]{4,16}:?[ \t]+(?:[0-9a-f]{2,8}[ \t]+){2}/i];
const continuesBlock = /^\s*(?:[\w+/=.:-]+|[!-~]+\s*$)/;
const goesOn = /^\s*[!-~]+\s*$/;
const mayBegin = (line: string): boolean => beginsBlock.some(form => form.test(line));

/** As many such lines are masked as one text. */
const longestBlock = 256;

/**
 * Masks lines and keeps what fits. Those of the first half are reported as they come, but for a block of
 * encoded lines, in which a secret may go on from one to the next: it is masked whole. A flood after
 * them is only kept, as far as its end goes.
 */
export function keepOutput(mask: (text: string) => string, report: (line: string) => void): KeptOutput {
  const head: string[] = [];
  let room = mostKept / 2;
  // The end of a flood: two parts that take turns, so that nothing is shifted line by line.
  let older: string[] = [];
  let newer: string[] = [];
  let newerSize = 0;
  let lost = 0;
  let block: string[] = [];
  const written = (masked: string, dropped: number): string => {
    const more = Math.max(0, masked.length - longestLine) + dropped;
    return more === 0 ? masked : `${masked.slice(0, longestLine).toWellFormed()}<${more} more characters>`;
  };
  const flood = (line: string): void => {
    if (newerSize > mostKept / 4) {
      lost += older.length;
      older = newer;
      newer = [];
      newerSize = 0;
    }
    newer.push(line);
    newerSize += line.length + 1;
  };
  const keep = (line: string): void => {
    if (room <= 0) return flood(line);
    head.push(line);
    room -= line.length + 1;
    report(line);
    if (room <= 0) report('<more output follows than is shown here; its end is kept>');
  };
  const endBlock = (): void => {
    const lines = block;
    block = [];
    if (lines.length > 0) for (const line of mask(lines.join('\n')).split('\n')) keep(written(line, 0));
  };
  return {
    add: (line, dropped) => {
      if (block.length > 0 && (dropped > 0 || !continuesBlock.test(line))) endBlock();
      if (dropped > 0 || (block.length === 0 && !mayBegin(line))) return keep(written(mask(line), dropped));
      block.push(line);
      if (!(mayBegin(line) || goesOn.test(line)) || block.length >= longestBlock) endBlock();
    },
    text: () => {
      endBlock();
      return [...head, ...(lost > 0 ? [`<${lost} lines left out here>`] : []), ...older, ...newer].join('\n');
    },
  };
}

/** What a command printed, masked and capped. */
export type CommandOutput = {
  /** The command line as a person would type it. */
  command: string;
  /** Undefined when it did not end by itself. */
  exit: number | undefined;
  /** Standard output and error in the order in which they came. */
  text: string;
};
