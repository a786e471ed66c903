import type {Trouble} from '../../errors.ts';
import type {Secret} from '../../secret.ts';
import type {SecretMask} from '../../secret-mask.ts';
import type {TokenStoreConfig, ToggleStoreConfig} from '../config/environment-config.ts';
import type {ToggleLayer} from '../toggles.ts';
import type {Deployment} from '../toggle-change.ts';

export type DeploymentOptions = {
  toggles: ToggleStoreConfig | undefined;
  token: TokenStoreConfig | undefined;
  /** Working folder of the commands, absolute. */
  folder: string;
  /** Of this process; commands get an allow-list of them. */
  variables: NodeJS.ProcessEnv;
  /** Names of further variables that they get. */
  pass?: readonly string[] | undefined;
  /** Masks every token that is set at this moment. */
  mask(): SecretMask;
  fingerprint(secret: Secret): string | undefined;
  /** A digest that is the same after a restart; left out, or undefined, where plans end with this process. */
  digest?(text: string): string | undefined;
  /** Milliseconds since 1970. */
  now(): number;
};

export type DescribedDeployment = {
  deployment: Deployment;
  /** What the deployment's stores say: files as they are at each use, commands as last refreshed. */
  layer: ToggleLayer;
  /** The same, one for each store under its own name, the token's first. */
  layers: readonly ToggleLayer[];
  /** Reads what only a command can tell, and looks whether the files can be read. */
  refresh(signal: AbortSignal): Promise<Trouble | undefined>;
};
