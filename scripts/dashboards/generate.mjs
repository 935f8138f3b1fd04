#!/usr/bin/env node
// Writes grafana/dashboards/*.json, which are what is shipped, from the files beside this one.
//
//   scripts/dashboards/generate.mjs            writes them
//   scripts/dashboards/generate.mjs --check    says which are not what it would write; exit 1

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dashboards } from './all.mjs';

const folder = new URL('../../grafana/dashboards/', import.meta.url);
const check = process.argv.includes('--check');
let stale = 0;

for (const dashboard of dashboards) {
  const file = new URL(`${dashboard.uid}.json`, folder);
  const text = `${JSON.stringify(dashboard, null, 2)}\n`;
  if (!check) {
    writeFileSync(file, text);
    continue;
  }
  let found = '';
  try {
    found = readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  if (found === text) continue;
  stale += 1;
  console.error(`${fileURLToPath(file)} is not what scripts/dashboards/generate.mjs writes`);
}
process.exit(stale > 0 ? 1 : 0);
