import type {Deployment} from '../environment/toggle-change.ts';
import type {Environment} from '../environment/environment.ts';
import {useMcp} from '../environment/toggles.ts';

/**
 * The environment as a step gets it, which tells when MCP's toggle has been read where it lives, and when it is
 * about to be written, so that nobody knows it until it is read again.
 */
export function watchToggle(environment: Environment, tell: (isSeen: boolean) => void): Environment {
  const {deployment, refresh} = environment;
  return {
    ...environment,
    refresh: async signal => {
      const trouble = await refresh(signal);
      if (!trouble) tell(true);
      return trouble;
    },
    deployment: deployment && watched(deployment, tell),
  };
}

function watched(deployment: Deployment, tell: (isSeen: boolean) => void): Deployment {
  return {
    ...deployment,
    read: async (name, signal) => {
      const reading = await deployment.read(name, signal);
      if (name === useMcp && reading.kind !== 'trouble') tell(true);
      return reading;
    },
    set: (change, ...rest) => {
      if (change.name === useMcp) tell(false);
      return deployment.set(change, ...rest);
    },
  };
}
