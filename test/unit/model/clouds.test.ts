import assert from 'node:assert/strict';
import { graphOrigins, loginHosts } from '../../../src/model/clouds';
import { graphClouds } from '../../../src/model/workbookSession';

describe('The clouds', () => {
  it('are those with a workbook API', () => {
    assert.deepEqual(graphClouds, ['global', 'usGov', 'usGovDoD']);
  });

  it('each have their own Graph', () => {
    assert.deepEqual(graphOrigins, {
      global: 'https://graph.microsoft.com',
      usGov: 'https://graph.microsoft.us',
      usGovDoD: 'https://dod-graph.microsoft.us',
    });
  });

  it('each have a sign-in host', () => {
    assert.deepEqual(loginHosts, {
      global: 'login.microsoftonline.com',
      usGov: 'login.microsoftonline.us',
      usGovDoD: 'login.microsoftonline.us',
    });
  });
});
