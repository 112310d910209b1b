import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { generate } from 'selfsigned';
import { type Loopback, startLoopback } from '../../http/base/loopback';

/** What is kept of one resource, and under which name its newest state goes. */
interface Stored {
  readonly ref: string;
  readonly content: string;
}

/** Settings as they are in a settings file. */
export type SettingsFile = Readonly<Record<string, unknown>>;

/**
 * The service behind VS Code's Settings Sync, as far as VS Code asks it: it keeps the newest state of each resource
 * (`settings`, `extensions`, …) and answers it to each machine that is signed in.
 */
export class SettingsSyncService {
  /** The scope of the sign-in. */
  static readonly scope = 'settings-sync';

  private readonly resources = new Map<string, Stored>();
  private readonly tokens = new Set<string>();
  private readonly app = this.createApp();
  private loopback: Loopback | undefined;

  async start(): Promise<void> {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'Sync' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    this.loopback = await startLoopback(createServer({ key, cert }));
    const listener = getRequestListener(this.app.fetch);
    this.loopback.answer = (request, response) => void listener(request, response);
  }

  async stop(): Promise<void> {
    await this.loopback?.close();
  }

  /** What the pages must be told, so that Settings Sync uses this service. */
  get pageConfiguration(): Readonly<Record<string, unknown>> {
    assert.ok(this.loopback, 'The service has been started.');
    const url = this.loopback.url.replace('http:', 'https:').replace(/\/$/, '');
    const store = {
      ...{ url, stableUrl: url, insidersUrl: url, canSwitch: false },
      authenticationProviders: { microsoft: { scopes: [SettingsSyncService.scope] } },
    };
    return { productConfiguration: { 'configurationSync.store': store } };
  }

  /** The access tokens that came here. */
  get receivedTokens(): readonly string[] {
    return [...this.tokens];
  }

  /** The settings that are kept for all machines. */
  get settings(): SettingsFile {
    const { content } = JSON.parse(this.resources.get('settings')?.content ?? '{}') as {
      content?: string;
    };
    const { settings } = JSON.parse(content ?? '{"settings":"{}"}') as { settings: string };
    return JSON.parse(settings) as SettingsFile;
  }

  /** Has another machine give its settings. */
  giveSettings(settings: SettingsFile): void {
    const content = JSON.stringify({ settings: JSON.stringify(settings, undefined, 2) });
    this.put('settings', JSON.stringify({ version: 2, machineId: 'another-machine', content }));
  }

  private put(resource: string, content: string): Stored {
    const ref = String(Number(this.resources.get(resource)?.ref ?? '0') + 1);
    const stored = { ref, content };
    this.resources.set(resource, stored);
    return stored;
  }

  private createApp(): Hono {
    const app = new Hono();
    app.use(cors({ origin: '*', exposeHeaders: ['etag'] }));
    app.use(async (c, next) => {
      this.tokens.add(c.req.header('authorization')?.replace('Bearer ', '') ?? '');
      await next();
    });
    app.get('/v1/manifest', (c) => {
      const latest = Object.fromEntries(
        [...this.resources].map(([resource, { ref }]) => [resource, ref]),
      );
      const manifest = JSON.stringify({ session: 'session-1', latest });
      return c.body(manifest, 200, { etag: JSON.stringify(latest).replaceAll('"', "'") });
    });
    app.get('/v1/resource/:resource/latest', (c) => {
      const stored = this.resources.get(c.req.param('resource'));
      return stored
        ? c.body(stored.content, 200, { etag: stored.ref })
        : c.body(null, 204, { etag: '0' });
    });
    app.post('/v1/resource/:resource', async (c) => {
      const { ref } = this.put(c.req.param('resource'), await c.req.text());
      return c.body(null, 200, { etag: ref });
    });
    app.get('/v1/download/latest', (c) =>
      c.json({
        resources: Object.fromEntries(
          [...this.resources].map(([name, stored]) => [name, [stored]]),
        ),
        collections: {},
      }),
    );
    return app;
  }
}
