/**
 * How the time to look for sessions in a text grows with the text, for texts that are made to be slow:
 * `npm run bench`. A ratio far over 10 is a defect.
 */
import { findSessions } from '../../src/import/sessionScanner';
import { globalGraph } from '../builders';

const id = 'cluster=PUS7&session=15.MW1A.A116.%2fPB4%2f%3d%3d16.S&usid=a193';
const url = 'https://graph.microsoft.com/v1.0/drives/b!d/items/01A/workbook/closeSession';
const path = '/drives/b!d/items/01A/workbook/closeSession';

/** What is repeated until the text is long enough, unless it must differ from place to place. */
const parts: readonly (string | ((index: number) => string))[] = [
  ...[
    'a',
    ' ',
    '\n',
    '"',
    "'",
    '`',
    '\\',
    '^',
    '{',
    '}',
    '[(',
    '([{}',
    '%',
    '=',
    '&',
    '/',
    '-',
    '@',
  ],
  ...['workbook-session-id:', 'workbook-session-id: "', `workbook-session-id: ${id}\n`],
  ...['"value":"', '"id":"', '"id" :', 'cluster=', 'cluster%3d', 'cluster=a&session=', '\\u0026'],
  ...['https://', 'https:\\/\\/', '/me/', '/me/drive/root:/ ', '/me/drive/root:/a', `${path} `],
  ...[
    `${path}\nHost: `,
    'host: a ',
    'eyJ',
    'eyJaaaaaaaaaaaa',
    'eyJaaaaaaaaaaaa.',
    ' eyJaaaaaaaaaaaa.b.',
  ],
  ...[
    'authorization',
    'authorization: ',
    'bearer ',
    'token=',
    'token = \\',
    '@a = {{a}}\n',
    '{{a}}',
  ],
  ...[
    ' ###\n',
    '###\n',
    '\\\n',
    '`\n',
    '\n204',
    'HTTP/1.1 204\n',
    'persistChanges: true\n',
    '2026-',
  ],
  ...[
    `{"id":"${id}","persistChanges":true}\n`,
    `POST ${url}\n`,
    `POST ${path} ${id}\n`,
    '{"error":{\n',
  ],
  ...[
    `POST ${url}\nworkbook-session-id: ${id}\n\nHTTP/1.1 204\n\n`,
    '/workbook/a',
    'x/workbook/a ',
  ],
  ...[`{"url":"${url}","headers":{"workbook-session-id":"${id}"}`, `${id} `, `(${id}\n`, `"${id},`],
  (index) => `workbook-session-id: ${id}${index}\n`,
  (index) => `({[ "id":"${id}${index}", `,
  (index) => `POST ${path.replace('01A', `01A${index}`)}\nworkbook-session-id: ${id}${index}\n`,
  (index) => `@v${index} = ${'x'.repeat(50)}{{v${index - 1}}}\n`,
];

/** `{` once, or a long definition, before what is repeated. */
const beginnings: readonly string[] = [
  '',
  '{',
  `workbook-session-id: ${id} "{`,
  `@a = ${'x'.repeat(9000)}\n`,
];

function textOf(part: (typeof parts)[number], length: number): string {
  if (typeof part === 'string') {
    return part.repeat(Math.ceil(length / part.length)).slice(0, length);
  }
  const all: string[] = [];
  for (let index = 0, size = 0; size < length; index++) {
    const next = part(index);
    all.push(next);
    size += next.length;
  }
  return all.join('').slice(0, length);
}

function msOf(text: string): number {
  const start = performance.now();
  findSessions(text, globalGraph);
  return performance.now() - start;
}

const megabyte = 1024 * 1024;
msOf(textOf(`POST ${url}\nworkbook-session-id: ${id}\n`, megabyte));
for (const beginning of beginnings) {
  for (const part of parts) {
    const one = msOf(beginning + textOf(part, megabyte));
    const ten = msOf(beginning + textOf(part, 10 * megabyte));
    const text = JSON.stringify((beginning.slice(0, 24) + textOf(part, 80)).slice(0, 60));
    const numbers = [one.toFixed(0), ten.toFixed(0), (ten / one).toFixed(1)];
    console.log(numbers.map((number) => number.padStart(7)).join(' '), text);
  }
}
