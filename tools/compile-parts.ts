import {buffer} from 'node:stream/consumers';
import {deserialize, serialize, setFlagsFromString} from 'node:v8';
import {Script} from 'node:vm';

/**
 * What V8 makes of a part, all its functions: which of them are wanted differs with each command. For this very Node,
 * and read by no other.
 */
function compiled(text: string): Buffer {
  // V8 compares flags too, so they are those of a run again when it is kept.
  setFlagsFromString('--no-lazy');
  try {
    const script = new Script(text);
    setFlagsFromString('--lazy');
    return script.createCachedData();
  } finally {
    setFlagsFromString('--lazy');
  }
}

/** Started by parts.ts with a hash seed that is always the same, which no run is held to: what comes of a text is too then. */
if (import.meta.main) {
  setFlagsFromString('--hash-seed=0');
  const texts = deserialize(await buffer(process.stdin)) as string[];
  process.stdout.write(serialize(texts.map(text => compiled(text))));
}
