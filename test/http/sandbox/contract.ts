import { readFileSync } from 'node:fs';
import path from 'node:path';
import addFormats from 'ajv-formats';
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019';
import { parse } from 'yaml';

/** A part of the API description. */
export interface Node {
  [name: string]: Node | string | string[] | boolean | number | undefined;
}

const file = path.join(__dirname, '../../contract/graph-workbook.openapi.yaml');

export const contract = parse(readFileSync(file, 'utf8')) as {
  readonly paths: Record<string, Record<string, Node>>;
  readonly components: { readonly schemas: Record<string, Node>; readonly responses: Node };
};

/** Where the service differs from its description; numbers as in the header of the file. */
const differences = {
  /** 1: the source requires it, but ordinary answers don't have it. */
  odataTypeIsNotRequired(schemas: Record<string, Node>): void {
    for (const schema of Object.values(schemas).flatMap(partsOf)) {
      if (Array.isArray(schema['required'])) {
        schema['required'] = schema['required'].filter((name) => name !== '@odata.type');
      }
    }
  },
  /** 5: Excel errors carry a code, a message and further levels inside of InnerError. */
  innerErrorsNest(schemas: Record<string, Node>): void {
    const inner = schemas['microsoft.graph.ODataErrors.InnerError']!;
    Object.assign(inner['properties']!, {
      code: { type: 'string' },
      message: { type: 'string' },
      innerError: { $ref: '#/components/schemas/microsoft.graph.ODataErrors.InnerError' },
    });
  },
  /** Not in the header: control information of the OData protocol is in no schema. */
  answersHaveContext(schemas: Record<string, Node>): void {
    for (const name of [
      'microsoft.graph.entity',
      'microsoft.graph.workbookSessionInfo',
      'BaseCollectionPaginationCountResponse',
    ]) {
      Object.assign(schemas[name]!['properties']!, { '@odata.context': { type: 'string' } });
    }
  },
};

const validators = new Map<string, ValidateFunction>();

/** Checks an answer's body against the description of an operation, except for the known differences. */
export function answerValidator(shape: string, method: string, status: number): ValidateFunction {
  const schema = jsonSchemaOf(responseOf(shape, method, status));
  const key = JSON.stringify(schema);
  const validator = validators.get(key) ?? compile(withDifferences(schema));
  validators.set(key, validator);
  return validator;
}

function withDifferences(schema: Node): Node {
  const schemas = structuredClone(contract.components.schemas);
  for (const apply of Object.values(differences)) {
    apply(schemas);
  }
  return { ...closed(schema), components: { schemas: mapValues(schemas, closeDeps) } };
}

/** True when the description has a body for the status. */
export function hasBody(pathShape: string, method: string, status: number): boolean {
  return responseOf(pathShape, method, status)['content'] !== undefined;
}

/** Checks a request's body against the description of an operation. */
export function requestValidator(pathShape: string, method: string): ValidateFunction {
  const body = contract.paths[pathShape]?.[method]?.['requestBody'] as Node;
  return compile(jsonSchemaOf(body));
}

function compile(schema: Node): ValidateFunction {
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  addFormats(ajv);
  return ajv.compile(schema);
}

function responseOf(pathShape: string, method: string, status: number): Node {
  const responses = contract.paths[pathShape]?.[method]?.['responses'] as Node | undefined;
  const response = (responses?.[String(status)] ?? responses?.[`${String(status)[0]}XX`]) as
    Node | undefined;
  if (!response) {
    throw new Error(`${method} ${pathShape} describes no answer ${status}.`);
  }
  const reference = response['$ref'];
  return typeof reference === 'string'
    ? (contract.components.responses[reference.replace(/.*\//, '')] as Node)
    : response;
}

function jsonSchemaOf(described: Node): Node {
  const content = described['content'] as { 'application/json': { schema: Node } };
  return content['application/json'].schema;
}

/**
 * The schema with two readings applied. `anyOf: [X, nullable object]` is how the source says "X or
 * null"; taken by the letter it would let any object pass. And what is not described is refused, so
 * that a misspelt property does not pass as an unknown one.
 */
function closed(schema: Node): Node {
  const anyOf = schema['anyOf'] as Node[] | undefined;
  const items = schema['items'] as Node | undefined;
  const isComposed = ['$ref', 'anyOf', 'allOf', 'properties'].some((word) => word in schema);
  return {
    ...schema,
    ...(anyOf
      ? {
          anyOf: anyOf.map((part) =>
            part['nullable'] === true && !('properties' in part) ? { type: 'null' } : part,
          ) as never,
        }
      : {}),
    ...(items ? { items: closed(items) } : {}),
    ...(isComposed ? { unevaluatedProperties: false } : {}),
  };
}

/** Closes the schemas of the properties, but not the schema itself, which may be part of a larger one. */
function closeDeps(schema: Node): Node {
  for (const part of partsOf(schema)) {
    if (part['properties']) {
      part['properties'] = mapValues(part['properties'] as Record<string, Node>, closed);
    }
  }
  return schema;
}

function partsOf(schema: Node): Node[] {
  return [schema, ...((schema['allOf'] as Node[] | undefined) ?? [])];
}

function mapValues(record: Record<string, Node>, map: (value: Node) => Node): Node {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
