import {mostOfOurs, readText} from '../file-door.ts';
import type {PracticeWorld} from '../practice/world.ts';
import type {Scenario, WorldFact} from '../runbook/scenario.ts';
import type {Debrief} from './debrief.ts';
import {pathText} from './walked-path.ts';

/** What does not end as the drill's page says; empty when all of it does. */
export async function drillFaults(scenario: Scenario, {rows, expected, ended, should_end: page}: Debrief, world: PracticeWorld, ledgerBefore: string): Promise<string[]> {
  const walked = pathText(rows.flatMap(row => row.walked ?? []));
  const model = pathText(scenario.path);
  const end = expected ? undefined : `ended ${ended}; the page has ${page}`;
  const facts = await Promise.all(scenario.world.map(fact => worldFault(fact, world, ledgerBefore)));
  return [...(walked === model ? [] : [`walked ${walked}; the path is ${model}`]), ...[end, ...facts].filter(fault => fault !== undefined)];
}

async function worldFault(fact: WorldFact, world: PracticeWorld, ledgerBefore: string): Promise<string | undefined> {
  const {environment, gateway} = world;
  switch (fact.kind) {
    case 'route': {
      const answer = await environment.route?.(new AbortController().signal);
      return answer?.route === fact.route ? undefined : `the route is ${answer?.route ?? 'not known'}, expected ${fact.route}`;
    }
    case 'ledger lines': {
      const lines = linesOf(ledgerText(environment.places.ledger));
      return lines === fact.count ? undefined : `the ledger has ${lines} lines, expected ${fact.count}`;
    }
    case 'ledger lines unchanged':
      return ledgerText(environment.places.ledger) === ledgerBefore ? undefined : 'the ledger was changed';
    case 'handshakes': {
      const seen = gateway.seen.filter(({path}) => path === '/handshake').length;
      return seen === fact.count ? undefined : `the gateway saw ${seen} handshakes, expected ${fact.count}`;
    }
    case 'old token refused':
      return world.firstTokenOpens() ? 'the old token still opens the gateway' : undefined;
  }
}

/** Every byte of it; a practice ledger is small. */
export function ledgerText(path: string): string {
  const reading = readText(path, {most: mostOfOurs});
  return reading.ok ? reading.text : '';
}

function linesOf(text: string): number {
  return text.split('\n').filter(line => line !== '').length;
}
