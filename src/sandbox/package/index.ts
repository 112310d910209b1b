import { runCommandLine } from './run';

export { sandboxToken } from '../../base/sandboxToken';
export type { SandboxAuth } from '../accessTokens';
export type { ServerCertificate } from '../certificate';
export type { Fault, FaultHandle, FaultKind } from '../faults';
export type { CallAction, RecordedRequest } from '../graphCall';
export { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox';
export type { GraphErrorCode } from '../sandboxErrors';
export type { SandboxIdentity } from '../sandboxIdentity';
export type { SandboxSeed, SeedDrive, SeedSession, SeedWorkbook } from '../seed';
export type { Violation, ViolationKind } from '../violations';
export type { SampleSession } from '../workbookFiles';
export type { IdleLimits, Leak, OpenSession, SessionSelection } from '../workbookSessions';

if (require.main === module) {
  void runCommandLine(process.argv.slice(2));
}
