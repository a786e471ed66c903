import {hash} from 'node:crypto';

/**
 * Secrets that nobody has named, known by what their issuers begin them with. Pure.
 *
 * Lengths are lower bounds, so that a token that was cut is seen too. A form reads no text twice from many places: what
 * follows a beginning either is long enough at once or ends. test/secret-shapes.test.ts measures that.
 */

export type Shape = {
  shape: string;
  /** Its first group is the secret. */
  form: RegExp;
  fits(found: string): boolean;
  /** For people: how it looks, and where its issuer speaks of it. */
  looks: string;
  see: string;
};

type Issued = Omit<Shape, 'form' | 'fits'> & {begins: RegExp; then: RegExp; fits?: Shape['fits']};

const always = (): boolean => true;
const hasDigit = (text: string): boolean => /\d/.test(text);
const hasAllKinds = (text: string): boolean => hasDigit(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);

/** What an issuer's prefix gives away, wherever a word begins. */
const issued: readonly Issued[] = [
  {shape: 'a GitHub token', begins: /gh[opusr]_|github_pat_/, then: /\w{16,}/, looks: '`ghp_`, `gho_`, `ghu_`, `ghs_`, `ghr_`, `github_pat_`', see: 'docs.github.com, About authentication to GitHub'},
  {shape: 'a GitLab token', begins: /gl(?:pat|oas|dt|rtr?|cbt|ptt|ft|imt|agent|wt|soat|ffct)-|GR1348941/, then: /[\w-]{16,}/, looks: '`glpat-`, `gloas-`, `gldt-`, `glrt-`, `glrtr-`, `glcbt-`, `glptt-`, `glft-`, `glimt-`, `glagent-`, `glwt-`, `glsoat-`, `glffct-`, `GR1348941`', see: 'docs.gitlab.com, Token overview'},
  {shape: 'an Atlassian token', begins: /AT(?:ATT|CTT|BB|STT)/, then: /[\w=-]{28,}/, fits: hasAllKinds, looks: '`ATATT`, `ATCTT`, `ATBB`, `ATSTT`', see: 'support.atlassian.com, API tokens'},
  {shape: 'a Vault token', begins: /hv[bsr]\./, then: /[\w-]{20,}/, looks: '`hvs.`, `hvb.`, `hvr.`', see: 'developer.hashicorp.com, Vault tokens'},
  {shape: 'an older Vault token', begins: /s\./, then: /[A-Za-z0-9]{24}(?![\w.-])/, fits: hasAllKinds, looks: '`s.` and 24 letters and digits', see: 'developer.hashicorp.com, Vault tokens before 1.10'},
  {shape: 'an npm token', begins: /npm_/, then: /[A-Za-z0-9]{20,}/, fits: hasDigit, looks: '`npm_`', see: 'github.blog, npm access token format'},
  {shape: 'a PyPI token', begins: /pypi-Ag/, then: /[\w-]{16,}/, looks: '`pypi-Ag`', see: 'docs.pypi.org, API tokens'},
  {shape: 'a RubyGems token', begins: /rubygems_/, then: /[0-9a-f]{20,}/, looks: '`rubygems_`', see: 'guides.rubygems.org, API key scopes'},
  {shape: 'a Docker token', begins: /dckr_[op]at_/, then: /[\w-]{16,}/, looks: '`dckr_pat_`, `dckr_oat_`', see: 'docs.docker.com, Access tokens'},
  {shape: 'a Stripe key', begins: /[rs]k_(?:live|test)_|sk_org_(?:live|test)_|whsec_/, then: /[A-Za-z0-9+/=]{10,}/, looks: '`sk_live_`, `sk_test_`, `rk_live_`, `rk_test_`, `sk_org_live_`, `whsec_`', see: 'docs.stripe.com, API keys'},
  {shape: 'a SendGrid key', begins: /SG\./, then: /[\w-]{16,}\.[\w-]{16,}/, looks: '`SG.` and two parts', see: 'twilio.com/docs/sendgrid, API keys'},
  {shape: 'a Twilio key', begins: /SK/, then: /[0-9a-f]{32}(?![0-9A-Za-z])/, looks: '`SK` and 32 hexadecimal digits', see: 'twilio.com/docs, API keys'},
  {shape: 'a Mailgun key', begins: /key-/, then: /[0-9a-f]{32}(?![0-9A-Za-z])/, looks: '`key-` and 32 hexadecimal digits', see: 'documentation.mailgun.com, API keys'},
  {shape: 'an AWS access key', begins: /A(?:KIA|SIA|BIA|CCA)/, then: /[0-9A-Z]{12,}(?![\w])/, looks: '`AKIA`, `ASIA`, `ABIA`, `ACCA`', see: 'docs.aws.amazon.com, IAM identifiers'},
  {shape: 'a Google API key', begins: /AIza/, then: /[\w-]{30,}/, looks: '`AIza`', see: 'cloud.google.com/docs, API keys'},
  {shape: 'a Google token', begins: /ya29\.|1\/\/0/, then: /[\w.-]{20,}/, looks: '`ya29.`, `1//0`', see: 'developers.google.com/identity, OAuth 2.0'},
  {shape: 'a Google client secret', begins: /GOCSPX-/, then: /[\w-]{16,}/, looks: '`GOCSPX-`', see: 'developers.google.com/identity, OAuth 2.0'},
  {shape: 'an Azure signature', begins: /sig=/, then: /(?:[A-Za-z0-9+/=]|%[0-9A-Fa-f]{2}){30,}/, looks: '`sig=` and 30 characters of Base64', see: 'learn.microsoft.com, Service SAS'},
  {shape: 'an Azure client secret', begins: /[\w.~-]{3}[78]Q~/, then: /[\w.~-]{24,}/, looks: '`7Q~` or `8Q~` as its fourth to sixth characters', see: 'learn.microsoft.com, credential scanning in Purview'},
  {shape: 'a DigitalOcean token', begins: /do[opr]_v1_/, then: /[0-9a-f]{20,}/, looks: '`dop_v1_`, `doo_v1_`, `dor_v1_`', see: 'docs.digitalocean.com, token format'},
  {shape: 'a Heroku token', begins: /HRKU-/, then: /[\w-]{16,}/, looks: '`HRKU-`', see: 'devcenter.heroku.com, token format'},
  {shape: 'a Slack token', begins: /xox[abcdeoprs](?:\.xox[bp])?-|xapp-|xwfp-/, then: /[\w-]{10,}/, fits: hasDigit, looks: '`xoxa-`, `xoxb-`, `xoxc-`, `xoxd-`, `xoxe-`, `xoxp-`, `xoxr-`, `xoxs-`, `xapp-`, `xwfp-`', see: 'docs.slack.dev, Tokens'},
  {shape: 'a Slack webhook', begins: /hooks\.slack\.com\/(?:services|workflows|triggers)\//, then: /[\w/]{16,}/, looks: '`hooks.slack.com/services/` and its path', see: 'docs.slack.dev, Incoming webhooks'},
  {shape: 'a Hugging Face token', begins: /hf_|api_org_/, then: /[A-Za-z0-9]{30,}/, looks: '`hf_`, `api_org_`', see: 'huggingface.co/docs, User access tokens'},
  {shape: 'an API key', begins: /sk-/, then: /[\w-]{16,}/, fits: hasDigit, looks: '`sk-`, `sk-proj-`, `sk-ant-`', see: 'platform.openai.com/docs, API keys; others do as it does'},
  {shape: 'a Grafana token', begins: /gl(?:sa|c)_/, then: /[\w+/=]{20,}/, fits: hasDigit, looks: '`glsa_`, `glc_`', see: 'grafana.com/docs, Service accounts'},
  {shape: 'a Sentry token', begins: /sntry[su]_/, then: /[\w+/=-]{20,}/, looks: '`sntrys_`, `sntryu_`', see: 'docs.sentry.io, Auth tokens'},
  {shape: 'a Tailscale key', begins: /tskey-[a-z]{2,12}-/, then: /[\w-]{12,}/, looks: '`tskey-auth-`, `tskey-api-`, `tskey-client-`', see: 'tailscale.com/kb, Key prefixes'},
  {shape: 'a Shopify token', begins: /shp(?:at|ca|pa|ss)_/, then: /[0-9a-fA-F]{20,}/, looks: '`shpat_`, `shpca_`, `shppa_`, `shpss_`', see: 'shopify.dev, API authentication'},
  {shape: 'an age key', begins: /AGE-SECRET-KEY-(?:PQ-)?1/, then: /[0-9A-Z]{16,}/, looks: '`AGE-SECRET-KEY-1`', see: 'age-encryption.org/v1'},
];

/** The others, which say what they are, or what stands around them does. */
const spelled: readonly Shape[] = [
  {shape: 'a bearer token', form: /\bbearer\s+([\w.~+/-]{12,}=*)/gi, fits: hasDigit, looks: '`Bearer` and 12 characters with a digit', see: 'RFC 6750, section 2.1'},
  {shape: 'basic credentials', form: /\bbasic\s+([A-Za-z0-9+/]{12,}={0,2})(?![\w+/])/gi, fits: found => hasDigit(found) || found.endsWith('='), looks: '`Basic` and 12 characters of Base64', see: 'RFC 7617, section 2'},
  {shape: 'a JSON web token', form: /(?<![A-Za-z0-9])(eyJ[\w-]{8,}(?:\.[\w-]*)*)/g, fits: found => /\.[\w-]{8,}\./.test(found), looks: '`eyJ`, and three or five parts', see: 'RFC 7519, section 3; RFC 7516, section 3'},
  {shape: 'a Terraform token', form: /(?<=[A-Za-z0-9]{14})(\.atlasv1\.[\w=-]{20,})/g, fits: always, looks: '`.atlasv1.`', see: 'developer.hashicorp.com, HCP Terraform API tokens'},
  {
    shape: 'a private key',
    form: /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:(?!-----)[^])*-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?:(?:\s|\\|(?<=\\)[nr])+[\w+/=]{16,})*))/g,
    fits: always,
    looks: '`-----BEGIN ... PRIVATE KEY-----`, of whatever kind, in one line too, and what of it is left by a cut',
    see: 'RFC 7468; RFC 4880, section 6.2; PROTOCOL.key of OpenSSH',
  },
  {shape: 'credentials in an address', form: /:\/\/([^\s/:@"'<>]{0,200}:[^\s/?#"'<>]{1,400})@/g, fits: always, looks: '`://NAME:PASSWORD@`', see: 'RFC 3986, section 3.2.1'},
];

/** What has such a shape is masked wherever it leaves us. */
export const sureShapes: readonly Shape[] = [
  ...spelled,
  ...issued.map(({begins, then, fits = always, ...shape}) => ({...shape, fits, form: new RegExp(`(?<![A-Za-z0-9])((?:${begins.source})${then.source})`, 'g')})),
];

/** A text that looks like a token. `mark`: 8 hex digits of its SHA-256, to speak of it without showing it. */
export type Lookalike = {shape: string; line: number; mark: string};

/** Shapes that much else has too: a person says which of them is a secret. */
const likelyShapes: ReadonlyArray<Pick<Shape, 'shape' | 'form' | 'fits'>> = [
  {shape: 'a long hexadecimal value', form: /(?<![0-9a-f])([0-9a-f]{40,})(?![0-9a-f])/gi, fits: hasDigit},
  {shape: 'a long random value', form: /(?<![\w+/])([\w+/-]{32,}={0,2})/g, fits: looksRandom},
];

/**
 * Digests that our own formats and the ledger's other writers name (protocol notes, section 13.3), and
 * the torn tail that a recovery line quotes: its bytes stand in the old journal file and are looked
 * through there. At the end of a torn file a digest may be cut.
 */
const digestMembers = /"(?:\w*sha256|prev|head|digest)": ?"[^"\\\n]{0,64}(?:"|(?=\n)|$)|"\w*checksum": ?"[0-9a-f]{64}"|"torn": ?"[A-Za-z0-9+/=]*"/g;

/**
 * Random texts change between small letters, capitals and digits at nearly two of three places; names,
 * paths and times do so at few. All three kinds must occur, or a hexadecimal value is what it is.
 */
function looksRandom(text: string): boolean {
  const kinds = [...text].map(kindOf).filter(kind => kind !== 'other');
  const counts = ['small', 'capital', 'digit'].map(kind => kinds.filter(found => found === kind).length);
  if (counts.some(count => count < 2)) return false;
  const changes = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
  return changes >= 0.4 * (kinds.length - 1);
}

function kindOf(character: string): 'small' | 'capital' | 'digit' | 'other' {
  if (/[a-z]/.test(character)) return 'small';
  if (/[A-Z]/.test(character)) return 'capital';
  return /\d/.test(character) ? 'digit' : 'other';
}

/** @param known digests of the record's own files and lines, in lower case. */
export function findLookalikes(text: string, known: ReadonlySet<string>): Lookalike[] {
  const looked = text.replaceAll(digestMembers, member => ' '.repeat(member.length));
  return [...sureShapes, ...likelyShapes].flatMap(({shape, form, fits}) => {
    const lineAt = lineCounter(text);
    return [...looked.matchAll(form)]
      .filter(([, token = '']) => !known.has(token) && fits(token))
      .map(({1: token = '', index}) => ({shape, line: lineAt(index), mark: hash('sha256', token, 'hex').slice(0, 8)}));
  });
}

/** Line numbers from 1, for indexes that only grow. */
export function lineCounter(text: string): (index: number) => number {
  let line = 1;
  let feed = text.indexOf('\n');
  return index => {
    while (feed !== -1 && feed < index) {
      line += 1;
      feed = text.indexOf('\n', feed + 1);
    }
    return line;
  };
}
