import {pointerText} from '../environment/toggles.ts';
import {configRemedy, findConfig} from '../environment/config/find-config.ts';
import type {Pointing} from '../environment/gateway-class.ts';
import {configProblemText} from '../environment/config/config-problem.ts';
import type {ConfigFile, ConfigReading} from '../environment/config/read-environments.ts';
import {consoleEnvironment} from '../environment/console.ts';
import type {Environment, EnvironmentClass} from '../environment/environment.ts';
import type {Trouble} from '../errors.ts';
import type {Workplace} from '../workplace.ts';
import {readConfig} from './open-target.ts';

/** One environment to choose from. All raw text, masked. */
export type EnvironmentChoice = {
  name: string;
  class: EnvironmentClass;
  gateway: string;
  /** Who says the gateway. */
  source: string;
  /** In a sentence or two. */
  explains: string;
  /** In the place of the environments of a file that cannot be used: what is wrong with it, a line each. Opening it fails with the same. */
  trouble?: Trouble;
};

/**
 * Practice, those of the file in its order, then what this shell describes. Nothing is contacted and no command is run.
 * @throws OperatorError when the file that was asked for is not there.
 */
export async function environmentChoices(place: Workplace): Promise<EnvironmentChoice[]> {
  const file = findConfig(place);
  const reading = await readConfig(file);
  const named = reading?.ok ? reading.environments : [];
  const shell = choiceOf(consoleEnvironment(place, {named}), explainConsole);
  if (!file || !reading) return [practice, shell];
  if (reading.ok) return [practice, ...(await namedChoices(place, file, reading)), shell];
  const problems = reading.problems.map(problem => configProblemText(problem));
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
  return [practice, shell, {
    name: file.shown,
    // Nothing is known of what it names, so the strictest is assumed.
    class: 'live',
    gateway: 'none',
    source: file.shown,
    explains: `Its environments cannot be used: ${problems[0] ?? 'it cannot be read'}${more}.`,
    trouble: {problem: problems.join('\n'), next: `${file.misnamed ? configRemedy(file) : 'Correct the file'} and start again. Until then practice and console can be used.`},
  }];
}

const practice: EnvironmentChoice = {
  name: 'practice',
  class: 'practice',
  gateway: 'a gateway of its own',
  source: 'built in',
  explains: 'The same screens and real HTTP against a gateway inside this program. Everything lands under logs/practice.',
};

async function namedChoices(place: Workplace, file: ConfigFile, {environments: named, sha256}: Extract<ConfigReading, {ok: true}>): Promise<EnvironmentChoice[]> {
  const {configuredEnvironment} = await import('../environment/configured.ts');
  return named.map(own => {
    const {environment, pointing} = configuredEnvironment(place, {own, named, file, sha256});
    return choiceOf(environment, () => explainNamed(environment, pointing));
  });
}

function choiceOf(environment: Environment, explain: (environment: Environment) => string): EnvironmentChoice {
  const {url, source, proxy} = environment.gateway();
  const mask = environment.mask();
  return {name: environment.name, class: environment.class, gateway: mask.text(pointerText({url, proxy})), source: source.label, explains: mask.text(explain(environment))};
}

function explainConsole({class: environmentClass}: Environment): string {
  return environmentClass === 'live'
    ? 'The variables of this shell point to a gateway that is live or that nobody has named. Its host must be typed before anything changes.'
    : 'The variables of this shell; the gateway is on this machine or named as a rehearsal.';
}

function explainNamed({class: environmentClass, deployment, gateway}: Environment, {because}: Pointing): string {
  if (because !== 'own') {
    const typed = environmentClass === 'live' ? ' It is treated as live: the host must be typed before anything changes.' : '';
    const {label} = gateway().source;
    return `${label === 'this shell' ? 'This shell' : label} points it to another gateway than its own.${typed}`;
  }
  return deployment === undefined ? 'Nobody described its toggles: changes are made by hand, and the steps say how.' : `Its toggles are kept in ${deployment.label}.`;
}
