// Makes requests that are none to workbooks, with `fetch` and `http`: the arguments are the origins of a service
// of this machine and of Graph.
import { request } from 'node:http';

const [, , local, graph] = process.argv;
const header = { 'workbook-session-id': 'a-session' };
const paths = ['/', '/v1.0/me/drive/root/children', '/workbook/createSession', '/v1.0/batch'];
for (const path of paths) {
  await (await fetch(local + path, { method: 'POST', headers: header })).text();
  await new Promise((resolve, reject) => {
    const sent = request(local + path, { method: 'POST', headers: header }, (response) => {
      response.resume().on('end', resolve);
    });
    sent.on('error', reject).end('{}');
  });
}
await (await fetch(`${graph}/v1.0/me/drive`, { headers: header })).text();
console.log('done');
