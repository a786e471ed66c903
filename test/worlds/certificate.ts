import {createSign, generateKeyPairSync} from 'node:crypto';

export type Certificate = {key: string; cert: string};

/**
 * A self-signed certificate (RFC 5280), valid around now, made afresh so that no key has to be kept
 * in the project.
 */
export function selfSigned(
  commonName: string,
  dnsName: string = 'localhost',
  ip: readonly number[] = [127, 0, 0, 1],
): Certificate {
  const {privateKey, publicKey} = generateKeyPairSync('ec', {namedCurve: 'prime256v1'});
  const name = sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from(commonName)))));
  const day = 24 * 3600 * 1000;
  const time = (offset: number) => der(
    0x17,
    Buffer.from(new Date(Date.now() + offset).toISOString().replaceAll(/^..|[-:T]|\.\d+/g, '')),
  );
  const algorithm = sequence(objectId('2a8648ce3d040302'));
  const names = sequence(der(0x82, Buffer.from(dnsName)), der(0x87, Buffer.from(ip)));
  const body = sequence(
    der(0xa0, integer(2)),
    integer(1),
    algorithm,
    name,
    sequence(time(-day), time(day)),
    name,
    publicKey.export({type: 'spki', format: 'der'}),
    der(0xa3, sequence(sequence(objectId('551d11'), der(0x04, names)))),
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({type: 'pkcs8', format: 'pem'}) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, content: Buffer): Buffer {
  const {length} = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function integer(value: number): Buffer {
  return der(0x02, Buffer.of(value));
}
