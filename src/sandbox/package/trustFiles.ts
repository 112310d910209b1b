import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';

/** Files through which clients trust a certificate. */
export class TrustFiles {
  /** Holds only this certificate. */
  readonly certificateFile: string;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'workbook-sessions-sandbox-'));

  constructor(private readonly certificate: string) {
    this.certificateFile = this.write('certificate.pem', certificate);
  }

  /**
   * The variables that Node, Python and curl read. Node adds a file to what it trusts. The others trust only
   * what is in their file, so it also holds what they trusted before, or the usual authorities.
   */
  variables(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
    const usual = () => rootCertificates.join('\n');
    return {
      NODE_EXTRA_CA_CERTS: this.extended(environment, 'NODE_EXTRA_CA_CERTS', () => ''),
      REQUESTS_CA_BUNDLE: this.extended(environment, 'REQUESTS_CA_BUNDLE', usual),
      SSL_CERT_FILE: this.extended(environment, 'SSL_CERT_FILE', usual),
      CURL_CA_BUNDLE: this.extended(environment, 'CURL_CA_BUNDLE', usual),
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** @returns the file with the certificate and those of the variable's file */
  private extended(environment: NodeJS.ProcessEnv, name: string, usual: () => string): string {
    const others = readIfPossible(environment[name]) ?? usual();
    return this.write(`${name}.pem`, `${others.trimEnd()}\n${this.certificate}`);
  }

  private write(name: string, content: string): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  }
}

function readIfPossible(file: string | undefined): string | undefined {
  try {
    return file ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
