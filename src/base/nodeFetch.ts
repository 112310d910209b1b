/** A named export, because a bundle that is loaded later has no default export. */
export { default as nodeFetch } from 'node-fetch';
