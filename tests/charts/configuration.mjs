// The configuration that the chart makes, judged by flowbridge itself.
import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const program = process.env.FLOWBRIDGE;

// Runs flowbridge: its exit code, and all that it said.
export function call(args, env) {
  return new Promise((done) => {
    execFile(program, args, {env}, (error, stdout, stderr) => {
      done({code: error ? error.code : 0, text: `${stdout}${stderr}`});
    });
  });
}

const bridgeOf = (pod) => pod.spec.containers.find((each) => each.name === 'flowbridge');

// The text of the configuration file, if it is one that the chart makes.
export function fileOf(list, pod) {
  const volume = pod.spec.volumes.find((each) => each.name === 'config');
  const map = list.find((object) => object.kind === 'ConfigMap' &&
                                    object.metadata.name === volume.configMap?.name);
  const key = bridgeOf(pod).args[0].replace('--config.file=/etc/flowbridge/config/', '');
  return map?.data[key];
}

// Runs check-config as the container would run flowbridge: with its arguments and variables.
export async function configProblems(list, pod) {
  const text = fileOf(list, pod);
  if (text === undefined) return [];
  const folder = mkdtempSync(join(tmpdir(), 'charts-'));
  try {
    const file = join(folder, 'flowbridge.yaml');
    writeFileSync(file, text);
    const [, ...args] = bridgeOf(pod).args;
    const env = {};
    for (const {name, value} of bridgeOf(pod).env ?? []) {
      if (value !== undefined) env[name] = value;
    }
    const {code, text: said} = await call(['check-config', `--config.file=${file}`, ...args], env);
    if (code === 0) return [];
    const old = /property_file/.test(said) && /unknown/i.test(said) ?
        `\n${program} is older than this chart: it does not know kafka.property_file` :
        '';
    return [said.replaceAll(folder, '') + old];
  } finally {
    rmSync(folder, {recursive: true});
  }
}

// Files of secrets that the configuration names and nobody mounts, or the other way round.
export function secretProblems(list, pod) {
  const text = fileOf(list, pod);
  if (text === undefined) return [];
  const named = new Set(text.match(/\/etc\/flowbridge\/secrets\/[^\s"',]+/g) ?? []);
  const mounted = new Set();
  for (const mount of bridgeOf(pod).volumeMounts) {
    const volume = pod.spec.volumes.find((each) => each.name === mount.name);
    for (const {secret} of volume?.projected?.sources ?? []) {
      for (const {path} of secret.items) mounted.add(`${mount.mountPath}/${path}`);
    }
  }
  return [...[...named].filter((path) => !mounted.has(path)).map(
              (path) => `the configuration names ${path}, which is not mounted`),
          ...[...mounted].filter((path) => !named.has(path)).map(
              (path) => `${path} is mounted, and the configuration does not name it`)];
}

// The pod of helm test: its command must be one that the program understands. At a port where
// nobody listens that is exit code 1; a usage error is 2.
export async function testPodProblems(pod) {
  const [container] = pod.spec.containers;
  const address = (arg) => arg.startsWith('--web.listen-address=');
  if (!container.args.some(address)) return ['the test pod asks nobody'];
  const args =
      container.args.map((arg) => (address(arg) ? '--web.listen-address=127.0.0.1:1' : arg));
  const {code, text} = await call(args, {});
  const isUnderstood = code === 1 && text.includes('nothing listens on 127.0.0.1:1');
  return isUnderstood ? [] : [`${container.args.join(' ')}: ${text}`];
}
