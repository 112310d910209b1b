'use strict';
// Mocha's spec reporter that also writes how many tests passed and failed: --reporter-option output=FILE.
const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const Mocha = require('mocha');

module.exports = class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { output } = options.reporterOptions;
    runner.once('end', () => {
      const { passes, failures } = this.stats;
      mkdirSync(path.dirname(output), { recursive: true });
      writeFileSync(output, `${JSON.stringify({ passed: passes, failed: failures })}\n`);
    });
  }
};
