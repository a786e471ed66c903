import {membersOf, needed, wrong, type Field} from './config-field.ts';
import {filledTextOf} from './scalars.ts';

/** Whose database gets what is recorded here. */
export type TeamConfig = {
  /** `postgres://host:port/name`, and nothing else in it. */
  database: string;
  /** What people call the team. */
  name: string;
};

const aDatabase = 'postgres://host/name; who asks says PGUSER, and PGPASSWORD, ~/.pgpass, a service file or a client certificate prove it';

export function teamConfigOf(field: Field): TeamConfig | undefined {
  const members = membersOf(field, ['database', 'name'], 'database: postgres://host/name, and name: what people call the team');
  if (!members) return undefined;
  const database = needed(field, members, 'database', aDatabase);
  const name = needed(field, members, 'name', 'what people call the team');
  const url = database && databaseOf(database);
  const called = name && filledTextOf(name, 'what people call the team', 60);
  return url === undefined || called === undefined ? undefined : {database: url, name: called};
}

/** The URL is never repeated: a wrong one may hold a password. */
function databaseOf(field: Field): string | undefined {
  const text = filledTextOf(field, aDatabase, 500);
  const fault = text === undefined ? undefined : databaseFault(text);
  return fault === undefined ? text : wrong(field, fault, aDatabase);
}

/** Whoever reads the file would read the password too; and one user for everybody would name nobody in the record. */
function databaseFault(text: string): string | undefined {
  if (/[\s\p{Cc}\p{Cf}\\]/u.test(text)) return 'a URL with white space, a backslash or an invisible character in it';
  if (!/^postgres(?:ql)?:\/\//.test(text)) return 'not a URL that begins with postgres://';
  if (text.includes('@')) return 'a URL with a user or a password in it (before the @)';
  if (/[?#]/.test(text)) return 'a URL with something behind the name of the database (from the ? or #)';
  if (!URL.canParse(text) || new URL(text).hostname === '') return 'a URL without a host';
  const {pathname} = new URL(text);
  if (!/^\/[^/]+$/.test(pathname)) return 'a URL without the name of one database';
  return isDecodable(pathname) ? undefined : 'a URL with a % that is followed by no two hexadecimal digits, or by bytes that are no text';
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== '';
  } catch {
    return false;
  }
}
