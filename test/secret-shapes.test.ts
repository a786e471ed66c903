import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {SecretMask} from '../source/secret-mask.ts';
import {findLookalikes, sureShapes} from '../source/secret-shapes.ts';

const mask = new SecretMask([]);

/** So many characters of a token; nothing here is one that anybody ever issued. */
const letters = (length: number): string => 'aB3dE5fG7hJ9kLmN1pQrS2tUvW4xYz'.repeat(9).slice(0, length);
const capitals = (length: number): string => letters(length).toUpperCase();
const digits = (length: number): string => '0f1e2d3c4b5a69788796a5b4c3d2e1'.repeat(9).slice(0, length);
const block = (label: string, end = '\n'): string => [`-----BEGIN ${label}-----`, letters(64), letters(40), `-----END ${label}-----`].join(end);

const tokens: ReadonlyArray<readonly [shape: string, ...tokens: string[]]> = [
  ['a GitHub token', ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map(begin => begin + letters(36)), `github_pat_${letters(22)}_${letters(59)}`],
  ['a GitLab token', ...['pat', 'oas', 'dt', 'rt', 'rtr', 'cbt', 'ptt', 'ft', 'imt', 'agent', 'wt', 'soat', 'ffct'].map(kind => `gl${kind}-${letters(20)}`), `GR1348941${letters(20)}`],
  ['an Atlassian token', `ATATT3xFfGF0${letters(40)}=8ABCDEF1`, `ATBB${letters(32)}`],
  ['a Vault token', `hvs.CAES${letters(90)}`, `hvb.AAAA${letters(60)}`, `hvr.${letters(90)}`],
  ['an older Vault token', `s.${letters(24)}`],
  ['a Terraform token', `.atlasv1.${letters(67)}`],
  ['an npm token', `npm_${letters(36)}`],
  ['a PyPI token', `pypi-AgEIcHlwaS5vcmc${letters(60)}`],
  ['a RubyGems token', `rubygems_${digits(48)}`],
  ['a Docker token', `dckr_pat_${letters(27)}`, `dckr_oat_${letters(32)}`],
  ['a Stripe key', ...['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_'].map(begin => begin + letters(24))],
  ['a SendGrid key', `SG.${letters(22)}.${letters(43)}`],
  ['a Twilio key', `SK${digits(32)}`],
  ['a Mailgun key', `key-${digits(32)}`],
  ['an AWS access key', `AKIA${capitals(16)}`, `ASIA${capitals(16)}`],
  ['a Google API key', `AIza${letters(35)}`],
  ['a Google token', `ya29.${letters(60)}`, `1//0${letters(60)}`],
  ['a Google client secret', `GOCSPX-${letters(28)}`],
  ['an Azure signature', `sig=${letters(41)}%2B%3D`, `sig=${letters(43)}=`],
  ['an Azure client secret', `aB38Q~${letters(34)}`],
  ['a DigitalOcean token', ...['dop', 'doo', 'dor'].map(kind => `${kind}_v1_${digits(64)}`)],
  ['a Heroku token', `HRKU-AA${letters(58)}`, 'HRKU-01234567-89ab-cdef-0123-456789abcdef'],
  ['a Slack token', ...['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxc-', 'xoxd-', 'xoxe-', 'xoxe.xoxp-', 'xapp-1-'].map(begin => `${begin}1234567890-${letters(24)}`)],
  ['a Slack webhook', `hooks.slack.com/services/T0123ABCD/B0123ABCD/${letters(24)}`],
  ['a Hugging Face token', `hf_${letters(34)}`],
  ['an API key', `sk-${letters(48)}`, `sk-proj-${letters(48)}`, `sk-ant-api03-${letters(90)}`],
  ['a Grafana token', `glsa_${letters(32)}_0a1b2c3d`, `glc_${letters(60)}`],
  ['a Sentry token', `sntrys_eyJ${letters(60)}`, `sntryu_${digits(64)}`],
  ['a Tailscale key', `tskey-auth-${letters(12)}-${letters(30)}`],
  ['a Shopify token', `shpat_${digits(32)}`],
  ['an age key', `AGE-SECRET-KEY-1${capitals(58)}`, `AGE-SECRET-KEY-PQ-1${capitals(58)}`],
  ['a JSON web token', ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiJtYXJhIn0', letters(43)].join('.'), ['eyJhbGciOiJSU0EtT0FFUCJ9', letters(40), letters(16), letters(30), letters(22)].join('.')],
  [
    'a private key',
    ...['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'DSA PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'OPENSSH PRIVATE KEY', 'ED25519 PRIVATE KEY', 'PGP PRIVATE KEY BLOCK'].map(label => block(label)),
    block('PRIVATE KEY', '\\n'), block('PRIVATE KEY', '\\\\n'), block('PRIVATE KEY', '\r\n'), block('PRIVATE KEY', ' '),
    block('RSA PRIVATE KEY').replace('\n', `\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,${digits(32).toUpperCase()}\n\n`),
    block('PGP PRIVATE KEY BLOCK').replace('\n', '\nVersion: GnuPG v2\nComment: the key of the desk, at night\n\n'),
    `-----BEGIN PRIVATE KEY-----\n${letters(64)}\n${letters(30)}`,
  ],
];

describe('a token is known by what its issuer begins it with', () => {
  for (const [shape, ...samples] of tokens) {
    it(`${shape}`, () => {
      for (const sample of samples) {
        for (const [before, after] of [['it was ', ' and so on'], ['("', '").'], ['key_', ''], ['', '\nnext']] as const) {
          const text = `${shape === 'a Terraform token' ? letters(14) : before}${sample}${after}`;
          assert.equal(mask.text(text), text.replace(sample, '<redacted>'));
        }
        assert.ok(findLookalikes(` ${shape === 'a Terraform token' ? letters(14) : ''}${sample} `, new Set()).some(found => found.shape === shape), sample);
      }
    });
  }

  it('and each that is known has been tried', () => {
    const elsewhere = ['a bearer token', 'basic credentials', 'credentials in an address'];
    assert.deepEqual([...new Set(sureShapes.map(({shape}) => shape))].sort(), [...tokens.map(([shape]) => shape), ...elsewhere].sort());
  });
});

describe('what the program shows is no token', () => {
  for (const text of [
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', '9f86d081884c7d659a2feaa0c55ad015', 'da39a3ee5e6b4b0d3255bfef95601890afd80709', 'f47ac10b-58cc-4372-a567-0e02b2c3d479',
    'F47AC10B-58CC-4372-A567-0E02B2C3D479', '20251120T090000Z-stage-b-rehearsal-9c1f', '20250925T095833Z-PT48H', 'token ....a41f (file)  3f9a12c4 saved', 'sha512-q8ZkT3vWm1Yx7RbN5cHs9LdPf2JgKa4Eq8ZkT3vWm1Yx7RbN5cHs9Q==',
    'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU', '9F:86:D0:81:88:4C:7D:65:9A:2F:EA:A0:C5:5A:D0:15', 'npm_config_user_agent', 'npm_package_dependencies_typescript', 'this.s.withAMethodOfThatLength', 'hooks.example/services/a', 'risk-of-a-long-rollback-2025-11',
    'task-force-of-the-operators-1', 'https://gateway.example/x?sig=none&orig=a', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', '-----BEGIN PUBLIC KEY-----', 'key-of-the-desk', 'keyboard', 'glossary-of-words-in-here', 'AKIA', 'SKIPPED',
  ]) it(text.slice(0, 60), () => assert.equal(mask.text(text), text));

  for (const name of ['ledger/stage_b_rotation_drills.a2830490.jsonl', 'ledger/stage_b_rotation_drills.e98bee08.jsonl', 'stage_b/20251001T093529Z-stage_b3_connector_rotation/stage_b_smoke.json', 'packet/stage_b_rehearsal_packet.a2830490.json', 'component_index.reduced.json', 'CONNECTOR_INDEX.reduced.md']) {
    it(`nor is anything in ${name}`, () => {
      const text = readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
      assert.equal(mask.text(text), text);
    });
  }
});

describe('a text of two hundred thousand characters is read once, whatever it repeats', () => {
  const beginnings = tokens.flatMap(([shape, ...samples]) => samples.map(sample => [shape, sample] as const));
  const long = (text: string): string => text.repeat(Math.ceil(200_000 / text.length));
  for (const [shape] of tokens) {
    it(`what ${shape} begins with`, () => {
      for (const [, sample] of beginnings.filter(([of]) => of === shape)) {
        for (const cut of [4, 8, 12]) for (const between of ['', '-', '.', ' ']) mask.find(long(sample.slice(0, cut) + between));
      }
    });
  }

  for (const text of ['-----BEGIN PRIVATE KEY-----\n', '-----BEGIN PRIVATE KEY----- \\n', '-----BEGIN A ', 'A PRIVATE KEY ', '\\n', '\\', 'bearer ', 'basic ', 'basic  aaaaaaaaaaaaaaaa', '://', '://a:', '://a@', 'a:b@', 'eyJ', 'eyJaaaaaaaa.', 'a.atlasv1.', '8Q~', 'sig=', 'SG.aaaaaaaaaaaaaaaaaaaa', 'AAAA', ' ']) {
    it(JSON.stringify(text), () => void mask.find(long(text)));
  }
});
