import {enableCompileCache} from 'node:module';

// Before anything else is loaded, so that everything else is cached.
enableCompileCache();
const {main} = await import('./commands/main.ts');
process.exitCode = await main(process.argv.slice(2));
