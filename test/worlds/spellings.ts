/** Ways in which a secret may stand in a text that leaves us; the mask, the export and the canaries are tried with each. */
export const spellings: ReadonlyArray<readonly [how: string, spell: (secret: string) => string]> = [
  ['as it is', secret => secret],
  ['in capitals', secret => secret.toUpperCase()],
  ['in small letters', secret => secret.toLowerCase()],
  ['turned round', secret => [...secret].reverse().join('')],
  ['in JSON', secret => JSON.stringify({token: secret})],
  ['in JSON inside JSON', secret => JSON.stringify(JSON.stringify({echo: secret}))],
  ['in JSON inside JSON inside JSON', secret => JSON.stringify(JSON.stringify(JSON.stringify(secret)))],
  ['in JSON with escaped slashes', secret => JSON.stringify(secret).replaceAll('/', '\\/')],
  ['in JSON, every letter escaped', secret => [...secret].map(letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')],
  ['in hexadecimal escapes', secret => [...Buffer.from(secret)].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('')],
  ['in octal escapes', secret => [...Buffer.from(secret)].map(byte => (byte < 256 ? `\\${byte.toString(8).padStart(3, '0')}` : '')).join('')],
  ['in a URL', secret => encodeURIComponent(secret)],
  ['in a URL, every byte', secret => [...Buffer.from(secret)].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')],
  ['in a URL twice', secret => encodeURIComponent(encodeURIComponent(secret))],
  ['in a URL, every byte, twice', secret => encodeURIComponent([...Buffer.from(secret)].map(byte => `%${byte.toString(16)}`).join(''))],
  ['in HTML, named', secret => secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
  ['in HTML, decimal', secret => [...secret].map(letter => `&#${letter.codePointAt(0)};`).join('')],
  ['in HTML, hexadecimal', secret => [...secret].map(letter => `&#x${letter.codePointAt(0)?.toString(16)};`).join('')],
  ['in quoted-printable', secret => [...Buffer.from(secret)].map(byte => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')],
  ['in Base64', secret => Buffer.from(secret).toString('base64')],
  ['in Base64 without padding', secret => Buffer.from(secret).toString('base64').replaceAll('=', '')],
  ['in Base64 for URLs', secret => Buffer.from(secret).toString('base64url')],
  ['in Base64 behind a name', secret => Buffer.from(`user:${secret}`).toString('base64')],
  ['in Base64 behind one letter', secret => Buffer.from(`x${secret}`).toString('base64')],
  ['in Base64 behind two letters', secret => Buffer.from(`xy${secret}z`).toString('base64')],
  ['in Base64 behind Bearer', secret => Buffer.from(`Bearer ${secret}`).toString('base64')],
  ['in Base64 of JSON', secret => Buffer.from(JSON.stringify({token: secret})).toString('base64')],
  ['in Base64 in lines of 40', secret => (Buffer.from(`x-registry-credentials:operator:${secret}`).toString('base64').match(/.{1,40}/g) ?? []).join('\n')],
  ['in Base64 twice', secret => Buffer.from(Buffer.from(`u:${secret}`).toString('base64')).toString('base64')],
  ['in Base64 in a URL', secret => encodeURIComponent(Buffer.from(`us:${secret}`).toString('base64'))],
  ['in hexadecimal', secret => Buffer.from(secret).toString('hex')],
  ['in hexadecimal capitals', secret => Buffer.from(secret).toString('hex').toUpperCase()],
  ['in hexadecimal with colons', secret => (Buffer.from(secret).toString('hex').match(/../g) ?? []).join(':')],
  ['in hexadecimal with blanks', secret => (Buffer.from(secret).toString('hex').match(/../g) ?? []).join(' ')],
  ['in hexadecimal of Base64', secret => Buffer.from(Buffer.from(secret).toString('base64')).toString('hex')],
  ['as a form has it', secret => new URLSearchParams([['x', secret]]).toString().slice(2)],
  ['as a shell has it in marks', secret => `'${secret.replaceAll("'", String.raw`'\''`)}'`],
  ['as a list of bytes', secret => JSON.stringify([...Buffer.from(secret)])],
  ['as a list of bytes, one in a line', secret => JSON.stringify([...Buffer.from(secret)], undefined, 2)],
  ['as bytes of C', secret => [...Buffer.from(secret)].map(byte => `0x${byte.toString(16).padStart(2, '0')}`).join(', ')],
  ['in rows of xxd', secret => rowsOf(secret, 2)],
  ['in rows of hexdump', secret => rowsOf(secret, 1)],
  ['in rows of xxd behind others', secret => rowsOf(`GET / HTTP/1.1 ${secret}`, 2)],
  ['cut by a line feed', secret => `${secret.slice(0, 7)}\n${secret.slice(7)}`],
  ['cut by CRLF and blanks', secret => `${secret.slice(0, 9)}\r\n    ${secret.slice(9)}`],
  ['cut by colours', secret => `${secret.slice(0, 5)}\u001B[1;31m${secret.slice(5)}\u001B[0m`],
  ['cut by what is not seen', secret => `${secret.slice(0, 6)}\u200B${secret.slice(6)}`],
  ['cut by a continued line', secret => `${secret.slice(0, 8)}\\\n${secret.slice(8)}`],
];

/** By so many bytes together, as `xxd` and `hexdump -C` print them. */
function rowsOf(text: string, together: number): string {
  const bytes = Buffer.from(`${text}\n`);
  const rows = Array.from({length: Math.ceil(bytes.length / 16)}, (_, row) => bytes.subarray(row * 16, row * 16 + 16));
  const lines = rows.map((row, number) => {
    const groups = row.toString('hex').match(new RegExp(`.{1,${together * 2}}`, 'g')) ?? [];
    const seen = row.toString('latin1').replaceAll(/[^ -~]/g, '.');
    const at = (number * 16).toString(16).padStart(8, '0');
    return together === 1 ? `${at}  ${`${groups.slice(0, 8).join(' ')}  ${groups.slice(8).join(' ')}`.padEnd(49)} |${seen}|` : `${at}: ${groups.join(' ').padEnd(40)} ${seen}`;
  });
  return `\n${lines.join('\n')}\n`;
}
