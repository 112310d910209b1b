import assert from 'node:assert/strict';
import { graphOrigins, loginHosts } from '../../../src/model/clouds';
import { graphClouds } from '../../../src/model/workbookSession';

describe('The clouds', () => {
  it('have a Graph of their own and a host to sign in', () => {
    assert.deepEqual(
      graphClouds.map((cloud) => [cloud, graphOrigins[cloud], loginHosts[cloud]]),
      [
        ['global', 'https://graph.microsoft.com', 'login.microsoftonline.com'],
        ['usGov', 'https://graph.microsoft.us', 'login.microsoftonline.us'],
        ['usGovDoD', 'https://dod-graph.microsoft.us', 'login.microsoftonline.us'],
      ],
    );
  });
});
