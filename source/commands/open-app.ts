import {enableCompileCache} from 'node:module';
import {join} from 'node:path';
import type {AppFlags} from './app.ts';
import type {Context} from './context.ts';

/** Loads the app and starts it. */
export async function openApp(context: Context, flags: AppFlags): Promise<number> {
  keepCompiledCode(context.place.variables);
  const {startApp} = await import('./app.ts');
  return startApp(context, flags);
}

/**
 * Saves a tenth of the time to the next first frame. In the user's own cache folder (XDG Base Directory
 * Specification): in Node's default, below the folder for temporary files, anybody on the machine could
 * leave code for us to run.
 */
function keepCompiledCode({XDG_CACHE_HOME: cache, HOME: home}: NodeJS.ProcessEnv): void {
  const folder = cache?.startsWith('/') ? cache : home && join(home, '.cache');
  if (folder) enableCompileCache(join(folder, 'mcp-runbook'));
}
