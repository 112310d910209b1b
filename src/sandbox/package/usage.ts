import { sandboxToken } from '../../base/sandboxToken';
import { defaultPort } from '../program';

/** The variable with the secret of the admin API. A process list doesn't show it. */
export const secretVariable = 'WORKBOOK_SESSIONS_SANDBOX_SECRET';

/** What `--help` prints. */
export const usage = `A local stand-in for Microsoft Graph's workbook sessions, for this machine only.

Usage: workbook-sessions-sandbox [flags]
       workbook-sessions-sandbox exec [flags] -- <command> [arguments]

  --port <number>        The port on 127.0.0.1 (default ${defaultPort}; any free port for exec). 0: any free port.
  --https                Serves https with a new certificate.
  --cert <file>          Serves https with the certificate in this PEM file. Needs --key.
  --key <file>           The PEM file with the key of --cert.
  --auth any             Accepts every token, except one that it recognizes as made for Microsoft Graph.
  --seed <file>          A JSON file with workbooks and open sessions to start with.
  --idle-ms <number>     How long a session may idle before it expires, in milliseconds.
  --fault <fault>        A fault, as JSON or in short: error,error=accessConflict,times=2. Repeatable.
  --fail-on-leak         Exits with 3 if sessions were not closed.
  --fail-on-violation    Exits with 4 if requests broke a rule.
  --json                 Prints one line of JSON when it is ready.
  --silent               Prints nothing when it is ready.
  --version              Prints the version.
  --help                 Prints this text.

exec runs the command with GRAPH_BASE_URL and GRAPH_ACCESS_TOKEN in its environment, and with the
certificate among those that it trusts. It exits as the command does.

Without --auth, only this token is accepted, which is no secret: Authorization: Bearer ${sandboxToken}
GET / lists workbooks to try, and GET /health says that the sandbox is running. Press Ctrl+C to stop it.

The admin API answers to Authorization: Bearer <secret>. The secret is in ${secretVariable},
or a new one. GET {address}/leaks, {address}/violations and {address}/requests, and POST JSON to
{address}/faults, {address}/clock, {address}/sessions/drop and {address}/reset.`;
