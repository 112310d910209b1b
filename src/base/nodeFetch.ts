/** By name: a part of the bundle that is loaded late has no default export. */
export { default as nodeFetch } from 'node-fetch';
