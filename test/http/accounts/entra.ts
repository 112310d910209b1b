import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import type { Adapter, AdapterPayload, Configuration } from 'oidc-provider';
import { generate } from 'selfsigned';

export const loginHost = 'login.microsoftonline.com';
export const clientId = '11111111-2222-4333-8444-555555555555';
export const filesScope = 'https://graph.microsoft.com/Files.ReadWrite';
export const allFilesScope = 'https://graph.microsoft.com/Files.ReadWrite.All';
const tenantId = '99999999-8888-4777-8666-555555555555';
const oauth = '/organizations/oauth2/v2.0';
const calls = {
  authorization: `${oauth}/authorize`,
  token: `${oauth}/token`,
  device_authorization: `${oauth}/devicecode`,
};

const homeTenantId = '77777777-8888-4777-8666-555555555555';

/** The id in the tenant, which is that of msal's account unless the person is a guest there: object id, a dot, tenant id. */
export function accountIdOf(login: string): string {
  return `${objectIdOf(login)}.${tenantId}`;
}

/** The id that msal makes of a guest's account: that of their home. */
export function homeIdOf(login: string): string {
  return `${objectIdOf(`${login} at home`)}.${homeTenantId}`;
}

function objectIdOf(login: string): string {
  const hex = createHash('sha256').update(login).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
}

/** What reached the sign-in service: parameters of the query or the form, as msal sent them. */
interface LoginRequest {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

export interface Entra {
  readonly port: number;
  /** The certificate by which it is trusted. */
  readonly certificate: string;
  readonly requests: LoginRequest[];
  /** Every access token that it has given. */
  readonly accessTokens: Set<string>;
  /** How long access tokens live from now on, in seconds; msal renews those that end within 5 minutes. */
  accessTokenSeconds: number;
  /** True when all who sign in are guests in the tenant. */
  areGuests: boolean;
  /** When set, a renewal that must prove more is refused, as by Conditional Access. */
  isStepUpDemanded: boolean;
  /** When set, what is asked for fails with this answer. */
  refusal: ((request: LoginRequest) => object | undefined) | undefined;
  /** When set, the page that is named for entering device codes. */
  deviceCodePage: string | undefined;
  /** Ends all refresh tokens, as time or a change of password does. */
  endRefreshTokens(): void;
  close(): Promise<void>;
}

/**
 * A real OpenID provider (oidc-provider) with real pages to log in, dressed as Microsoft Entra where
 * that speaks its own way: the names of paths, of the device code's grant and of the prompt, `client_info`.
 */
export async function startEntra(): Promise<Entra> {
  const storage = new Map<string, Stored>();
  const { private: key, cert } = await generate([{ name: 'commonName', value: loginHost }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: loginHost }] },
    ],
  });
  const state = { accessTokenSeconds: 3600 };
  const { Provider } = await import('oidc-provider');
  const provider = new Provider(
    `https://${loginHost}`,
    configuration(storage, () => state),
  );
  provider.proxy = true;
  const inner = createServer((request, response) => {
    void provider.callback()(request, response);
  });
  const innerPort = await listen(inner);
  const entra: Omit<Entra, 'port' | 'close'> & { port: number; close: () => Promise<void> } = {
    port: 0,
    certificate: cert,
    requests: [],
    accessTokens: new Set(),
    get accessTokenSeconds() {
      return state.accessTokenSeconds;
    },
    set accessTokenSeconds(seconds) {
      state.accessTokenSeconds = seconds;
    },
    areGuests: false,
    isStepUpDemanded: false,
    refusal: undefined,
    deviceCodePage: undefined,
    endRefreshTokens: () => {
      [...storage.keys()]
        .filter((id) => id.startsWith('RefreshToken:'))
        .forEach((id) => storage.delete(id));
    },
    close: async () => {
      await Promise.all([end(front), end(inner)]);
    },
  };
  const front = createHttpsServer({ key, cert }, (request, response) => {
    void passOn(request, response, innerPort, entra);
  });
  entra.port = await listen(front);
  return entra;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function end(server: Server & { closeAllConnections(): void }): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

type EntraState = Omit<Entra, 'close'>;

async function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  innerPort: number,
  entra: EntraState,
): Promise<void> {
  const url = new URL(request.url ?? '/', `https://${loginHost}`);
  const body = await textOf(request);
  const isCall = Object.values(calls).includes(url.pathname);
  const form = new URLSearchParams(isCall ? body : '');
  const params = Object.fromEntries([...url.searchParams, ...form]);
  const asked: LoginRequest = { path: url.pathname.slice(oauth.length), params };
  if (isCall) {
    entra.requests.push(asked);
  }
  const refusal = isCall && refusalOf(asked, entra);
  if (refusal) {
    response.writeHead(400, { 'Content-Type': 'application/json' }).end(JSON.stringify(refusal));
    return;
  }
  [url.searchParams, form].forEach(inTheProvidersWords);
  const path = url.pathname + url.search;
  const sent = isCall ? form.toString() : body;
  await forward(request, response, { path, port: innerPort }, sent, entra);
}

async function forward(
  { method = 'GET', headers }: IncomingMessage,
  response: ServerResponse,
  to: RequestOptions,
  body: string,
  entra: EntraState,
): Promise<void> {
  const forwarded = { ...withLength(headers, body), 'x-forwarded-proto': 'https' };
  const request = httpRequest({ ...to, host: '127.0.0.1', method, headers: forwarded });
  request.end(body);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  const text = await textOf(answer);
  const isJson = answer.headers['content-type']?.includes('json') === true;
  const spoken = isJson ? inEntrasWords(text, entra) : text;
  response.writeHead(answer.statusCode ?? 500, withLength(answer.headers, spoken));
  response.end(spoken);
}

function withLength(headers: IncomingHttpHeaders, body: string): OutgoingHttpHeaders {
  const { 'transfer-encoding': _, ...others } = headers;
  return { ...others, 'content-length': Buffer.byteLength(body) };
}

function refusalOf(
  asked: LoginRequest,
  { isStepUpDemanded, refusal }: EntraState,
): object | undefined {
  const isRenewal = asked.params['grant_type'] === 'refresh_token';
  if (isStepUpDemanded && isRenewal && asked.params['claims']?.includes('acrs')) {
    return {
      error: 'interaction_required',
      suberror: 'basic_action',
      error_description: 'AADSTS50076: ada@contoso.example must use multi-factor authentication.',
    };
  }
  return refusal?.(asked);
}

function inTheProvidersWords(params: URLSearchParams): void {
  if (params.get('grant_type') === 'device_code') {
    params.set('grant_type', 'urn:ietf:params:oauth:grant-type:device_code');
  }
  if (params.get('prompt') === 'select_account') {
    params.set('prompt', 'login');
  }
  // The provider grants it only after a question of its own, but gives refresh tokens all the same.
  const scopes = params.get('scope')?.split(' ') ?? [];
  if (params.get('grant_type') === 'refresh_token') {
    params.set('scope', scopes.filter((scope) => scope !== 'offline_access').join(' '));
  }
  // The provider knows no claims of access tokens.
  params.delete('claims');
}

function inEntrasWords(
  text: string,
  { accessTokens, areGuests, deviceCodePage }: EntraState,
): string {
  const answer = JSON.parse(text) as Record<string, unknown>;
  if (typeof answer['id_token'] === 'string') {
    const payload = Buffer.from(answer['id_token'].split('.')[1] ?? '', 'base64url').toString();
    const { sub } = JSON.parse(payload) as { sub: string };
    const [uid, utid] = (areGuests ? homeIdOf(sub) : accountIdOf(sub)).split('.');
    const info = JSON.stringify({ uid, utid });
    answer['client_info'] = Buffer.from(info).toString('base64url');
  }
  if (typeof answer['access_token'] === 'string') {
    accessTokens.add(answer['access_token']);
  }
  if (answer['device_code'] !== undefined) {
    answer['interval'] = 1;
    answer['verification_uri'] = deviceCodePage ?? answer['verification_uri'];
  }
  return JSON.stringify(answer);
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

type Stored = AdapterPayload;

/** What the provider remembers, where tests can take it away. */
function adapterOn(storage: Map<string, Stored>): (model: string) => Adapter {
  return (model) => {
    const nameOf = (id: string) => `${model}:${id}`;
    const findBy = (name: string, value: string) => {
      const mine = [...storage].filter(([id]) => id.startsWith(`${model}:`));
      return Promise.resolve(mine.find(([, stored]) => stored[name] === value)?.[1]);
    };
    const done = Promise.resolve();
    return {
      upsert: (id, payload) => {
        storage.set(nameOf(id), payload);
        return done;
      },
      find: (id) => Promise.resolve(storage.get(nameOf(id))),
      findByUid: (uid) => findBy('uid', uid),
      findByUserCode: (userCode) => findBy('userCode', userCode),
      consume: (id) => {
        const consumed = Math.floor(Date.now() / 1000);
        storage.set(nameOf(id), { ...storage.get(nameOf(id)), consumed });
        return done;
      },
      destroy: (id) => {
        storage.delete(nameOf(id));
        return done;
      },
      revokeByGrantId: (grantId) => {
        const ofGrant = [...storage].filter(([, stored]) => stored.grantId === grantId);
        ofGrant.forEach(([id]) => storage.delete(id));
        return done;
      },
    };
  };
}

function configuration(
  storage: Map<string, Stored>,
  state: () => { readonly accessTokenSeconds: number },
): Configuration {
  return {
    adapter: adapterOn(storage),
    clients: [
      {
        client_id: clientId,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://localhost'],
        grant_types: [
          'authorization_code',
          'refresh_token',
          'urn:ietf:params:oauth:grant-type:device_code',
        ],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub', 'oid', 'tid', 'preferred_username'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['a key of the tests'] },
    features: { devInteractions: { enabled: true }, deviceFlow: { enabled: true } },
    findAccount: (_, login) => ({
      accountId: login,
      claims: () => ({
        sub: login,
        oid: objectIdOf(login),
        tid: tenantId,
        preferred_username: login,
      }),
    }),
    issueRefreshToken: () => Promise.resolve(true),
    rotateRefreshToken: true,
    routes: { ...calls, code_verification: '/device' },
    scopes: ['openid', 'profile', 'offline_access', filesScope, allFilesScope],
    ttl: {
      AccessToken: () => state().accessTokenSeconds,
      AuthorizationCode: 60,
      DeviceCode: 600,
      Grant: 86_400,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 86_400,
      Session: 86_400,
    },
  };
}
