// Loaded before a program: finds Graph's host on this machine, where the stand-in listens. With GRAPH_PORT, the
// program needs no port in its URLs.
'use strict';
const dns = require('node:dns');
const tls = require('node:tls');

const graph = 'graph.microsoft.com';
const port = process.env.GRAPH_PORT;

const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(name === graph ? '127.0.0.1' : name, ...rest);

if (port !== undefined) {
  const { connect } = tls;
  tls.connect = (options, ...rest) =>
    connect(options.host === graph ? { ...options, port } : options, ...rest);
}
