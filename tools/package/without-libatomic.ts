/*
 * Node for Linux on x64 asks for libatomic.so.1, which small systems do not have, for one function: compare and exchange,
 * which it calls for 8 bytes only. Here that function is put into the executable, 24 bytes behind the end of its code, and
 * the library is not asked for any more (System V ABI, ELF-64 Object File Format; gABI, dynamic linking).
 */

const library = 'libatomic.so.1';
const wanted = '__atomic_compare_exchange';

/** `bool f(size, object, expected, desired, order, order)` for a size of 8, System V calling convention. */
const code = Buffer.from([
  0x48, 0x8b, 0x02, // mov rax, [rdx]
  0x48, 0x8b, 0x09, // mov rcx, [rcx]
  0xf0, 0x48, 0x0f, 0xb1, 0x0e, // lock cmpxchg [rsi], rcx
  0x74, 0x03, // je over the next
  0x48, 0x89, 0x02, // mov [rdx], rax
  0x0f, 0x94, 0xc0, // sete al
  0x0f, 0xb6, 0xc0, // movzx eax, al
  0xc3, // ret
]);

const kind = {load: 1, dynamic: 2} as const;
const tag = {needed: 1, stringTable: 5, symbolTable: 6, jumpRelocations: 23, jumpRelocationsSize: 2, versions: 0x6ffffff0, needs: 0x6ffffffe, needsCount: 0x6fffffff} as const;
const relative = 8;

type Segment = {at: number; type: number; flags: number; offset: number; address: number; size: number};

/** The same executable without that need; undefined where it has none. @throws where it is otherwise than this knows. */
export function withoutLibatomic(executable: Buffer): Buffer | undefined {
  const elf = Buffer.from(executable);
  const long = (at: number): number => Number(elf.readBigUInt64LE(at));
  const setLong = (at: number, value: number): unknown => elf.writeBigUInt64LE(BigInt(value), at);
  const segments = Array.from({length: elf.readUInt16LE(56)}, (_, index): Segment => {
    const at = long(32) + index * elf.readUInt16LE(54);
    return {at, type: elf.readUInt32LE(at), flags: elf.readUInt32LE(at + 4), offset: long(at + 8), address: long(at + 16), size: long(at + 32)};
  });
  const loaded = segments.filter(({type}) => type === kind.load);
  const offsetOf = (address: number): number => {
    const segment = loaded.find(one => address >= one.address && address < one.address + one.size);
    return address - known(segment, `a segment for ${address}`).address + known(segment, 'it').offset;
  };
  const dynamic = known(segments.find(({type}) => type === kind.dynamic), 'a dynamic section');
  const entries = Array.from({length: dynamic.size / 16}, (_, index) => ({at: dynamic.offset + index * 16, tag: long(dynamic.offset + index * 16), value: long(dynamic.offset + index * 16 + 8)}));
  const entry = (which: number) => known(entries.find(one => one.tag === which), `an entry ${which} of the dynamic section`);
  const textAt = (start: number): string => elf.toString('latin1', start, elf.indexOf(0, start));
  const strings = offsetOf(entry(tag.stringTable).value);
  const needed = entries.filter(one => one.tag === tag.needed);
  const need = needed.find(({value}) => textAt(strings + value) === library);
  if (!need) return undefined;

  const symbols = offsetOf(entry(tag.symbolTable).value);
  const relocations = offsetOf(entry(tag.jumpRelocations).value);
  const places = Array.from({length: entry(tag.jumpRelocationsSize).value / 24}, (_, index) => relocations + index * 24);
  const symbolOf = (place: number): number => elf.readUInt32LE(place + 12);
  const place = known(places.find(at => textAt(strings + elf.readUInt32LE(symbols + symbolOf(at) * 24)) === wanted), `a call of ${wanted}`);

  const text = known(loaded.find(({flags}) => (flags & 1) === 1), 'a segment of code');
  verifyCalls(elf, text, long(place));
  const cave = text.offset + text.size;
  const isFree = elf.subarray(cave, cave + code.length).every(byte => byte === 0) && (cave % 4096) + code.length <= 4096 && cave % 4096 > 0;
  if (!isFree) throw new Error('there is no room behind the code of this Node');
  code.copy(elf, cave);
  for (const size of [32, 40]) setLong(text.at + size, text.size + code.length);

  // The address of ours goes where the linker would have put that of the library's.
  elf.writeUInt32LE(relative, place + 8);
  elf.writeUInt32LE(0, place + 12);
  setLong(place + 16, text.address + text.size);
  elf.writeUInt16LE(1, offsetOf(entry(tag.versions).value) + 2 * (executable.readUInt32LE(place + 12)));
  // Asked for twice is asked for once.
  setLong(need.at + 8, known(needed.find(one => one !== need), 'another library').value);
  leaveOutVersions();
  return elf;

  /** The libraries whose versions are wanted are a chain. */
  function leaveOutVersions(): void {
    const first = entry(tag.needs);
    const count = entry(tag.needsCount);
    let before: number | undefined;
    for (let at = offsetOf(first.value), left = count.value; left > 0; left -= 1) {
      const next = elf.readUInt32LE(at + 12);
      if (textAt(strings + elf.readUInt32LE(at + 4)) === library) {
        if (elf.readUInt16LE(at + 2) !== 1) throw new Error(`this Node wants more than one version of ${library}`);
        if (before === undefined) setLong(first.at + 8, first.value + next);
        else elf.writeUInt32LE(next === 0 ? 0 : elf.readUInt32LE(before + 12) + next, before + 12);
        setLong(count.at + 8, count.value - 1);
        return;
      }
      before = at;
      at += next;
    }
  }
}

function known<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`this Node has not ${what} where one is looked for`);
  return value;
}

/** `mov edi, 8` */
const ofEight = Buffer.from([0xbf, 8, 0, 0, 0]);

/** Each call is for 8 bytes, which is said shortly before it. The function is called through a stub that jumps to where `slot` leads. */
function verifyCalls(elf: Buffer, text: Segment, slot: number): void {
  const bytes = elf.subarray(text.offset, text.offset + text.size);
  const leads = (at: number, to: number): boolean => text.address + at + 4 + bytes.readInt32LE(at) === to;
  let stub: number | undefined;
  for (let at = bytes.indexOf('ff25', 0, 'hex'); at !== -1 && stub === undefined; at = bytes.indexOf('ff25', at + 1, 'hex')) if (leads(at + 2, slot)) stub = text.address + at;
  const target = known(stub, `a stub for ${wanted}`);
  let calls = 0;
  for (let at = 0; at < bytes.length - 5; at += 1) {
    const isJump = bytes[at] === 0xe9;
    if ((bytes[at] !== 0xe8 && !isJump) || !leads(at + 1, target)) continue;
    calls += 1;
    if (isJump || bytes.subarray(at - 64, at).lastIndexOf(ofEight) === -1) throw new Error(`this Node calls ${wanted} for other than 8 bytes`);
  }
  if (calls === 0) throw new Error(`this Node has no call of ${wanted}`);
}
