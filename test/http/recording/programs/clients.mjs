// The HTTP clients with which programs call Graph. Each sends `{ method, url, headers, body }` and returns the
// status, the header Location, and the parsed body. Those that can take the stand-in's certificate get it.
import { request as requestByHttp } from 'node:http';
import { Agent, request as requestByHttps } from 'node:https';
import { createRequire } from 'node:module';

const json = (text) => (text === '' ? undefined : JSON.parse(text));

async function answerOf(response) {
  const { status } = response;
  return { status, location: response.headers.get('location'), body: json(await response.text()) };
}

function sendWith(send, agent) {
  return ({ url, method, headers, body = '' }) =>
    new Promise((resolve, reject) => {
      const request = send(url, { method, headers, agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
        response.on('end', () => {
          const { statusCode, headers } = response;
          resolve({ status: statusCode, location: headers.location, body: json(text) });
        });
      });
      request.on('error', reject);
      // In two pieces, as a stream would write it.
      const half = Math.floor(body.length / 2);
      request.write(body.slice(0, half));
      request.end(body.slice(half));
    });
}

/** @type {Record<string, (ca: string) => Promise<(input: object) => Promise<object>>>} */
export const clients = {
  async http() {
    return sendWith(requestByHttp, undefined);
  },

  async https(ca) {
    return sendWith(requestByHttps, new Agent({ ca, keepAlive: true }));
  },

  async fetch() {
    return async ({ url, ...init }) => answerOf(await fetch(url, init));
  },

  async undici(ca) {
    const undici = await import('undici');
    undici.setGlobalDispatcher(new undici.Agent({ connect: { ca } }));
    return async ({ url, ...options }) => {
      const { statusCode, headers, body } = await undici.request(url, options);
      return { status: statusCode, location: headers.location, body: json(await body.text()) };
    };
  },

  // The built-in fetch of the first releases of Node 20 is one of these.
  async undici5(ca) {
    const undici = await import('undici-5');
    const dispatcher = new undici.Agent({ connect: { ca } });
    return async ({ url, ...options }) => {
      const answer = await undici.request(url, { ...options, dispatcher });
      const { statusCode, headers, body } = answer;
      return { status: statusCode, location: headers.location, body: json(await body.text()) };
    };
  },

  async nodeFetch(ca) {
    const { default: nodeFetch } = await import('node-fetch');
    const agent = new Agent({ ca });
    return async ({ url, ...init }) => answerOf(await nodeFetch(url, { ...init, agent }));
  },

  async axios(ca) {
    const axios = createRequire(import.meta.url)('axios');
    const httpsAgent = new Agent({ ca });
    return async ({ url, method, headers, body: data }) => {
      const options = { url, method, headers, data, httpsAgent, validateStatus: () => true };
      const { status, headers: received, data: body } = await axios(options);
      return { status, location: received.location, body: body === '' ? undefined : body };
    };
  },

  async graphClient() {
    const { Client, ResponseType } = await import('@microsoft/microsoft-graph-client');
    return async ({ url, method, headers: { Authorization, ...headers }, body }) => {
      const { origin, pathname, search } = new URL(url);
      const [, version, path] = /^\/([^/]+)(.*)$/.exec(pathname);
      const client = Client.init({
        baseUrl: `${origin}/`,
        defaultVersion: version,
        authProvider: (done) => done(null, Authorization.replace('Bearer ', '')),
      });
      const request = client
        .api(path + search)
        .headers(headers)
        .responseType(ResponseType.RAW);
      return answerOf(await (method === 'GET' ? request.get() : request.post(body ?? '')));
    };
  },

  async pnpjs() {
    const { DefaultInit, GraphQueryable, graphGet, graphPost } = await import('@pnp/graph');
    const { BrowserFetch, InjectHeaders } = await import('@pnp/queryable');
    // The parsers of PnPjs drop the header Location.
    const readAnswer = (queryable) =>
      queryable.on.parse(async (url, response) => [url, response, await answerOf(response)]);
    return ({ url, method, headers, body }) => {
      const behaviors = [DefaultInit(), InjectHeaders(headers), BrowserFetch(), readAnswer];
      const request = GraphQueryable(url).using(...behaviors);
      return method === 'GET' ? graphGet(request) : graphPost(request, { body });
    };
  },
};
