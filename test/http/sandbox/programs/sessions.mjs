// A program of a user of the npm package. It opens sessions and closes some of them.
// Arguments: how many to open, how many to close, and what else it does.
const [open, close, behavior] = process.argv.slice(2);
const { GRAPH_BASE_URL, GRAPH_ACCESS_TOKEN } = process.env;
const workbook = `${GRAPH_BASE_URL}/v1.0/me/drive/root:/Budget.xlsx:/workbook`;

const ids = [];
for (let count = 0; count < Number(open); count += 1) {
  const { id } = await post('createSession', { persistChanges: count % 2 === 0 });
  ids.push(id);
}
for (const id of ids.slice(0, Number(close))) {
  await post('closeSession', {}, { 'workbook-session-id': id });
}
if (behavior === 'fail') {
  process.exitCode = 7;
}
if (behavior === 'wait') {
  process.on('SIGTERM', () => {
    console.log('stopping');
    process.exit(5);
  });
  console.log('waiting');
  setInterval(() => undefined, 60_000);
}

async function post(action, body, headers = {}) {
  const answer = await fetch(`${workbook}/${action}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${GRAPH_ACCESS_TOKEN}`,
      'Content-Type': 'application/json',
      ...(behavior === 'careless' ? {} : { 'client-request-id': crypto.randomUUID() }),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${action}: ${answer.status} ${await answer.text()}`);
  }
  return answer.status === 204 ? undefined : answer.json();
}
