import type {DoctrineDocuments} from '../connector/doctrine.ts';
import type {SecretMask} from '../secret.ts';
import type {Places} from './places.ts';
import type {Toggles, ToggleSource} from './toggles.ts';

export type EnvironmentClass = 'practice' | 'rehearsal' | 'live';

/** A named target: everything that a step may touch, and nothing that it may not. */
export type Environment = {
  name: string;
  class: EnvironmentClass;
  /** The gateway as the toggles say now, and who said so. The URL is raw text. */
  gateway(): {url: string; source: ToggleSource};
  toggles: Toggles;
  places: Places;
  documents: DoctrineDocuments;
  /** Masks every token that is set at this moment. */
  mask(): SecretMask;
  /** What the operator types before a changing step; undefined when the gateway's address is unusable. */
  confirmation: Confirmation;
};

/** In class live, where no file names the gateway, the host itself must be typed (promise 4). */
export type Confirmation = {what: "the environment's name" | "the gateway's host"; word: string};
