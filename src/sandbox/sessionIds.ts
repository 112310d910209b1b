import { randomBytes, randomUUID } from 'node:crypto';

/**
 * A session id in the form of the documented sample (reference page `workbookoperation-get`): it
 * holds `&`, `=`, `.` and percent signs that belong to it, so whoever encodes, decodes or splits it
 * sends another one.
 */
export function newSessionId(): string {
  const cookie = randomBytes(16).toString('base64').replaceAll('=', '%3d').replaceAll('/', '%2f');
  const farm = `SG2PEPF${randomHex(4).toUpperCase()}.A116.1.U36`;
  const session = [
    `15.${farm}.${randomUUID()}5.en-US24.${randomHex(8)}-Private1.S24`,
    `%2fPB4%2f${cookie}16.16.0.14410.3530514.5.en-US5.en-US24.${randomHex(8)}-Private1`,
    'A1.N16.16.0.14410.3530514.5.en-US5.en-US1.V1.N0.1.S',
  ].join('.');
  return `cluster=PSG4&session=${session}&usid=${randomUUID()}`;
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
