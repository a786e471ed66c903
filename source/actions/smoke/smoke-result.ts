import type {Doctrine} from '../../connector/doctrine.ts';
import type {JsonObject} from '../../json.ts';
import type {Attachment} from '../../journal/evidence.ts';
import type {SmokeArchive} from './smoke-archive.ts';
import type {SmokeFailure} from './smoke-failure.ts';

export type SmokeOptions = {
  /** As the run archive tells it. */
  command: readonly string[];
  /** Each record of the run as it happens, masked. */
  onTelemetry?: ((record: JsonObject) => void) | undefined;
};

export type SmokeResult =
  | {
      kind: 'completed';
      document: JsonObject;
      doctrine: Doctrine;
      /** What the ledger gained. */
      entries: JsonObject[];
      archive: SmokeArchive;
    }
  | {
      kind: 'failed';
      failure: SmokeFailure;
      archive?: SmokeArchive;
      /** What a command of the environment printed. */
      attachments?: Attachment[];
    };
