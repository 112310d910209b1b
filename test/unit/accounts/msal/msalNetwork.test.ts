import assert from 'node:assert/strict';
import { MsalNetwork } from '../../../../src/accounts/msal/msalNetwork';
import { HttpError, type HttpRequest } from '../../../../src/base/http';

const loginHost = 'login.microsoftonline.com';
const tokenUrl = `https://${loginHost}/organizations/oauth2/v2.0/token`;

function setup(...bodies: string[]) {
  const sent: HttpRequest[] = [];
  const { signal } = new AbortController();
  const http = {
    send: (request: HttpRequest) => {
      sent.push(request);
      const headers = { 'retry-after': '5' };
      const body = bodies.shift() ?? '{}';
      return Promise.resolve({
        status: 400,
        header: () => undefined,
        headers: () => headers,
        body,
      });
    },
  };
  return { sent, signal, network: new MsalNetwork(http, loginHost, signal) };
}

describe('The network of msal', () => {
  it('passes on requests and answers unchanged', async () => {
    const { sent, signal, network } = setup('{"error":"x"}');
    const answer = await network.sendPostRequestAsync(tokenUrl, {
      headers: { 'Content-Type': 'a/b' },
      body: 'grant_type=x',
    });
    assert.deepEqual(answer, {
      status: 400,
      headers: { 'retry-after': '5' },
      body: { error: 'x' },
    });
    const [request] = sent;
    assert.deepEqual(
      [request?.method, request?.url, request?.headers, request?.body, request?.signal],
      ['POST', tokenUrl, { 'Content-Type': 'a/b' }, 'grant_type=x', signal],
    );
    await network.sendGetRequestAsync(tokenUrl);
    assert.deepEqual([sent[1]?.method, sent[1]?.body], ['GET', undefined]);
  });

  for (const url of [
    tokenUrl.replace('https', 'http'),
    tokenUrl.replace(loginHost, `${loginHost}:8443`),
    tokenUrl.replace(loginHost, `user@${loginHost}`),
    tokenUrl.replace(loginHost, 'login.microsoftonline.us'),
    tokenUrl.replace(loginHost, `${loginHost}.evil.example`),
    tokenUrl.replace(loginHost, 'login.windows.net'),
  ]) {
    it(`sends nothing to ${url}`, async () => {
      const { sent, network } = setup();
      const refused = (error: unknown) =>
        error instanceof HttpError && error.kind === 'invalidRequest' && !error.mayHaveBeenSent;
      await assert.rejects(network.sendPostRequestAsync(url, { body: 'refresh_token=x' }), refused);
      await assert.rejects(network.sendGetRequestAsync(url), refused);
      assert.deepEqual(sent, []);
    });
  }

  it('rejects the page of a proxy as an answer', async () => {
    const { network } = setup('<html>Log in to the network</html>');
    await assert.rejects(network.sendPostRequestAsync(tokenUrl), HttpError);
  });

  it('has Entra’s codes of the last answer only', async () => {
    const { network } = setup('{"error_description":"AADSTS70016: of ada. AADSTS50076"}', '{}');
    await network.sendPostRequestAsync(tokenUrl);
    assert.deepEqual(network.entraCodes, ['AADSTS70016', 'AADSTS50076']);
    await network.sendPostRequestAsync(tokenUrl);
    assert.deepEqual(network.entraCodes, []);
  });
});
