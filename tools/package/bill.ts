import {foundFrom, nameAt, type Bundled, type Lock} from './bundled.ts';

/** What we ship: by whom it is called what. */
export type Shipped = {name: string; version: string; license: string; dependencies: Readonly<Record<string, string>>};

const purlOf = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** SPDX names of one licence, or an expression of several. */
const licencesOf = (licence: string): unknown[] => (/[ ()]/.test(licence) ? [{expression: licence.replace(/^\((.+)\)$/, '$1')}] : [{license: {id: licence}}]);

const digestOf = (integrity: string): {alg: string; content: string} => {
  const [algorithm = '', base64 = ''] = integrity.split('-', 2);
  return {alg: algorithm.toUpperCase().replace(/^SHA/, 'SHA-'), content: Buffer.from(base64, 'base64').toString('hex')};
};

/**
 * The bill of materials (CycloneDX 1.6, JSON) of the packages that are in what we ship. It has no time and no number of
 * its own, so that the same sources make the same bill.
 */
export function billOf(shipped: Shipped, commit: string, packages: readonly Bundled[], lock: Lock): string {
  const self = purlOf(shipped.name, shipped.version);
  const refs = new Set(packages.map(({name, version}) => purlOf(name, version)));
  const leadsTo = (path: string, names: readonly string[]): string[] => {
    const found = names.map(name => foundFrom(lock, path, name)).flatMap(at => (at === undefined ? [] : [purlOf(nameAt(at), lock[at]?.version ?? '')]));
    return [...new Set(found.filter(ref => refs.has(ref)))].sort();
  };
  const needs = ({path}: Bundled): string[] => Object.keys({...lock[path]?.dependencies, ...lock[path]?.optionalDependencies});
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {'type': 'application', 'bom-ref': self, 'name': shipped.name, 'version': shipped.version, 'licenses': licencesOf(shipped.license), 'purl': self, 'properties': [{name: 'mcp-runbook:built', value: commit}]},
    },
    components: packages.map(({name, version, licence, integrity}) => {
      const [, group, plain = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
      return {'type': isNode(name) ? 'platform' : 'library', 'bom-ref': purlOf(name, version), ...(group && {group}), 'name': plain, version, 'hashes': [digestOf(integrity)], 'licenses': licencesOf(licence), 'purl': purlOf(name, version)};
    }),
    dependencies: [
      {ref: self, dependsOn: [...leadsTo('', Object.keys(shipped.dependencies)), ...packages.filter(({name}) => isNode(name)).map(({name, version}) => purlOf(name, version))].sort()},
      ...packages.map(one => ({ref: purlOf(one.name, one.version), dependsOn: leadsTo(one.path, needs(one))})),
    ],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

const isNode = (name: string): boolean => /^node-(?:bin-)?(?:linux|darwin|win)-/.test(name);
