// Loaded before a program: finds Graph's host on this machine, where the stand-in listens.
'use strict';
const dns = require('node:dns');

const { lookup } = dns;
dns.lookup = (name, ...rest) =>
  lookup(name === 'graph.microsoft.com' ? '127.0.0.1' : name, ...rest);
