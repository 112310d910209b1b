import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** PEM texts with which a server proves its name. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate of a server with the one that its clients must trust. */
export interface TrustedCertificate extends ServerCertificate {
  readonly authority: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 3_600_000;
const authorityName = 'CN=Workbook Sessions sandbox';

/**
 * Creates a certificate for the names of this machine, and the authority that clients must trust. The key of
 * the authority is not kept, so nobody can sign another certificate with it.
 */
export async function newCertificate(): Promise<TrustedCertificate> {
  const authority = await newKeys();
  const server = await newKeys();
  const authorityCertificate = await sign(authority, authorityName, authority, [
    new BasicConstraintsExtension(true, 0, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
  ]);
  const serverCertificate = await sign(authority, 'CN=localhost', server, [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension([
      { type: 'dns', value: 'localhost' },
      { type: 'ip', value: '127.0.0.1' },
      { type: 'ip', value: '::1' },
    ]),
    await AuthorityKeyIdentifierExtension.create(authority.publicKey),
  ]);
  const key = await webcrypto.subtle.exportKey('pkcs8', server.privateKey);
  return {
    key: pemOf('PRIVATE KEY', key),
    cert: serverCertificate,
    authority: authorityCertificate,
  };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function sign(
  authority: webcrypto.CryptoKeyPair,
  subject: string,
  { publicKey }: webcrypto.CryptoKeyPair,
  extensions: readonly Extension[],
): Promise<string> {
  const certificate = await X509CertificateGenerator.create({
    issuer: authorityName,
    subject,
    publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: algorithm,
    // A client's clock may be behind.
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + 30 * dayMs),
    extensions: [...extensions, await SubjectKeyIdentifierExtension.create(publicKey)],
  });
  return `${certificate.toString('pem')}\n`;
}

function pemOf(label: string, key: ArrayBuffer): string {
  const lines =
    Buffer.from(key)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
