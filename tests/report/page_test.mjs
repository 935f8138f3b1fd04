// The page of `flowbridge peering report` in a real browser: what its tables say, whether they sort
// and filter, and that nothing goes wrong and nothing leaves the page.
//
//   node tests/report/page_test.mjs <report.html> <report.json> [<directory for pictures>]
//
// It speaks the browser's own protocol over a pipe, so it needs no package beside the browser.
import {strict as assert} from 'node:assert';
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const [page, jsonFile, pictures] = process.argv.slice(2);
if (!page || !jsonFile) {
  console.error('usage: page_test.mjs <report.html> <report.json> [<directory for pictures>]');
  process.exit(2);
}
const report = JSON.parse(readFileSync(jsonFile, 'utf8'));
const profile = mkdtempSync(join(tmpdir(), 'flowbridge-browser-'));
const browser = spawn(
    process.env.CHROMIUM ?? 'chromium',
    ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
     '--disable-background-networking', '--disable-component-update', '--disable-sync',
     '--remote-debugging-pipe', `--user-data-dir=${profile}`],
    {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
browser.on('error', (error) => {
  console.error(`cannot start the browser: ${error.message}; scripts/deps.sh report installs it`);
  process.exit(1);
});
const deadline = setTimeout(() => {
  console.error('the browser did not answer within a minute');
  browser.kill('SIGKILL');
  process.exit(1);
}, 60_000);

let lastId = 0;
let unread = '';
const waiting = new Map();
const events = [];
const listeners = [];
browser.stdio[4].setEncoding('utf8').on('data', (text) => {
  unread += text;
  for (let end; (end = unread.indexOf('\0')) >= 0; unread = unread.slice(end + 1)) {
    const message = JSON.parse(unread.slice(0, end));
    if (message.id === undefined) {
      events.push(message);
      listeners.forEach((listener) => listener(message));
      continue;
    }
    const {done, fail} = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) fail(new Error(message.error.message));
    else done(message.result);
  }
});

function send(method, params = {}, sessionId = undefined) {
  const id = ++lastId;
  browser.stdio[3].write(JSON.stringify({id, method, params, sessionId}) + '\0');
  return new Promise((done, fail) => waiting.set(id, {done, fail}));
}

function event(method) {
  return new Promise((done) => listeners.push((message) => {
    if (message.method === method) done(message.params);
  }));
}

async function open() {
  const {targetId} = await send('Target.createTarget', {url: 'about:blank'});
  const {sessionId} = await send('Target.attachToTarget', {targetId, flatten: true});
  const tab = (method, params) => send(method, params, sessionId);
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await tab(`${domain}.enable`);
  await tab('Emulation.setDeviceMetricsOverride',
            {width: 1440, height: 900, deviceScaleFactor: 1, mobile: false});
  const loaded = event('Page.loadEventFired');
  await tab('Page.navigate', {url: pathToFileURL(resolve(page)).href});
  await loaded;
  return tab;
}

async function evaluate(tab, expression) {
  const {result, exceptionDetails} =
      await tab('Runtime.evaluate', {expression, returnByValue: true});
  assert.equal(exceptionDetails, undefined, `${expression}: ${exceptionDetails?.text}`);
  return result.value;
}

const column = (i) =>
  `[...document.querySelectorAll('#ranking tbody tr:not([hidden])')]
     .map((row) => row.cells[${i}].dataset.v ?? row.cells[${i}].textContent)`;
const click = (i) => `document.querySelectorAll('#ranking th button')[${i}].click()`;

// Which column says what of a candidate.
const columns = [
  [0, (each) => each.rank], [1, (each) => each.asn], [2, (each) => each.name],
  [4, (each) => each.window.in.average_bits], [5, (each) => each.window.in.p95_bits],
  [6, (each) => each.window.out.average_bits], [7, (each) => each.window.out.p95_bits],
  [8, (each) => each.last_7d.in.p95_bits], [9, (each) => each.last_7d.out.p95_bits],
  [12, (each) => each.policy ?? '–'],
  [13, (each) => each.common_exchanges?.length ?? -1], [16, (each) => each.outlook],
];

async function checkNumbers(tab) {
  assert.ok(report.candidates.length > 2, 'the report has too few candidates to be a test');
  for (const [i, value] of columns) {
    assert.deepEqual(await evaluate(tab, column(i)),
                     report.candidates.map((each) => String(value(each))), `column ${i}`);
  }
  const bars = await evaluate(tab, `document.querySelectorAll('svg rect.f-in').length`);
  assert.equal(bars, Math.min(20, report.candidates.filter((c) => c.window.in.p95_bits).length));
  assert.equal(await evaluate(tab, `document.querySelectorAll('#exchanges tbody tr').length`),
               report.exchanges.length);
  assert.equal(await evaluate(tab, `document.querySelectorAll('#excluded tbody tr').length`),
               Math.min(200, report.excluded.length));
}

async function checkSorting(tab) {
  const byOut = [...report.candidates].sort(
      (a, b) => b.window.out.p95_bits - a.window.out.p95_bits || a.rank - b.rank);
  const ranks = (list) => list.map((each) => String(each.rank));
  assert.notDeepEqual(ranks(byOut), ranks(report.candidates), 'sorting would show nothing');
  await evaluate(tab, click(7));
  assert.deepEqual(await evaluate(tab, column(0)), ranks(byOut), 'by 95th percentile, out');
  assert.equal(
      await evaluate(tab, `document.querySelectorAll('#ranking th')[7].getAttribute('aria-sort')`),
      'descending');
  await evaluate(tab, click(7));
  const upwards = [...report.candidates].sort(
      (a, b) => a.window.out.p95_bits - b.window.out.p95_bits || a.rank - b.rank);
  assert.deepEqual(await evaluate(tab, column(0)), ranks(upwards), 'the other way');
  await evaluate(tab, click(0));
  assert.deepEqual(await evaluate(tab, column(0)), ranks(report.candidates), 'by rank again');
}

async function checkFilter(tab) {
  const ready = report.candidates.filter((each) => each.outlook === 'ready');
  await evaluate(tab, `{
    const outlook = document.getElementById('outlook');
    outlook.value = 'ready';
    outlook.dispatchEvent(new Event('change'));
  }`);
  assert.deepEqual(await evaluate(tab, column(1)), ready.map((each) => String(each.asn)));
  await evaluate(tab, `{
    const outlook = document.getElementById('outlook');
    outlook.value = '';
    outlook.dispatchEvent(new Event('change'));
    const words = document.getElementById('words');
    words.value = ${JSON.stringify(report.candidates[1].name.toUpperCase())};
    words.dispatchEvent(new Event('input'));
  }`);
  assert.deepEqual(await evaluate(tab, column(1)), [String(report.candidates[1].asn)]);
  await evaluate(tab, `{
    const words = document.getElementById('words');
    words.value = '';
    words.dispatchEvent(new Event('input'));
  }`);
}

async function checkPolicy(tab) {
  // What others may have smuggled in must not run, nor fetch.
  const ran = await evaluate(tab, `{
    const script = document.createElement('script');
    script.textContent = 'window.smuggled = true';
    document.body.append(script);
    window.smuggled === true;
  }`);
  assert.equal(ran, false, 'a script that is not the page\'s own runs');
}

function checkQuiet() {
  const said = events.filter((each) =>
    each.method === 'Runtime.consoleAPICalled' || each.method === 'Runtime.exceptionThrown' ||
    each.method === 'Log.entryAdded');
  assert.deepEqual(said.map((each) => each.params), [], 'the console is not empty');
  const requests = events.filter((each) => each.method === 'Network.requestWillBeSent')
                       .map((each) => each.params.request.url)
                       .filter((url) => !url.startsWith('data:'));
  assert.deepEqual(requests, [pathToFileURL(resolve(page)).href], 'something is fetched');
}

async function take(tab, scheme) {
  await tab('Emulation.setEmulatedMedia',
            {features: [{name: 'prefers-color-scheme', value: scheme}]});
  const color = await evaluate(tab, `getComputedStyle(document.body).backgroundColor`);
  if (pictures) {
    const {data} = await tab('Page.captureScreenshot', {captureBeyondViewport: true});
    writeFileSync(join(pictures, `${scheme}.png`), Buffer.from(data, 'base64'));
  }
  return color;
}

async function test() {
  const tab = await open();
  await checkNumbers(tab);
  await checkSorting(tab);
  await checkFilter(tab);
  const overflow =
      await evaluate(tab, 'document.documentElement.scrollWidth - window.innerWidth');
  assert.ok(overflow <= 0, `the page is ${overflow} pixels too wide`);
  assert.notEqual(await take(tab, 'light'), await take(tab, 'dark'), 'dark is as light');
  checkQuiet();
  await checkPolicy(tab);
  console.log(`${report.candidates.length} candidates: numbers, sorting, filter, both colours; ` +
              'no error, no request');
}

let code = 0;
try {
  await test();
} catch (error) {
  console.error(error.stack);
  code = 1;
}
clearTimeout(deadline);
browser.kill();
await new Promise((done) => browser.once('exit', done));
rmSync(profile, {recursive: true, force: true, maxRetries: 5});
process.exit(code);
