// What every rendered object must keep to. Each function returns what is wrong, as lines.
import {label, podsOf} from './chart.mjs';

const volumeTypes = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral',
                     'persistentVolumeClaim', 'projected', 'secret'];

// Pod Security "restricted", of Kubernetes 1.35, and a root that cannot be written.
function containerProblems(container, pod) {
  const own = container.securityContext ?? {};
  const either = (key) => own[key] ?? pod.securityContext?.[key];
  const problems = [];
  const must = (holds, what) => holds || problems.push(`${container.name}: ${what}`);
  must(either('runAsNonRoot') === true, 'runAsNonRoot is not true');
  must(either('runAsUser') !== 0, 'runAsUser is 0');
  must(own.privileged !== true, 'is privileged');
  must(own.allowPrivilegeEscalation === false, 'allowPrivilegeEscalation is not false');
  must(own.capabilities?.drop?.includes('ALL'), 'does not drop ALL capabilities');
  must((own.capabilities?.add ?? []).every((name) => name === 'NET_BIND_SERVICE'),
       'adds capabilities');
  must(['RuntimeDefault', 'Localhost'].includes(either('seccompProfile')?.type),
       'seccompProfile is neither RuntimeDefault nor Localhost');
  must((own.procMount ?? 'Default') === 'Default', 'has a procMount');
  must((container.ports ?? []).every((port) => !port.hostPort), 'has a hostPort');
  must(!['startupProbe', 'livenessProbe', 'readinessProbe'].some(
           (probe) => container[probe]?.httpGet?.host || container[probe]?.tcpSocket?.host),
       'has a probe of another host');
  must(own.readOnlyRootFilesystem === true, 'readOnlyRootFilesystem is not true');
  return problems;
}

export function podSecurityProblems({name, spec}) {
  const problems = [];
  const must = (holds, what) => holds || problems.push(what);
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) must(!spec[key], `${key} is set`);
  must(!spec.securityContext?.sysctls, 'has sysctls');
  for (const volume of spec.volumes ?? []) {
    for (const type of Object.keys(volume).filter((key) => key !== 'name')) {
      must(volumeTypes.includes(type), `volume ${volume.name} is a ${type}`);
    }
  }
  const containers = [...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? []),
                      ...spec.containers];
  for (const container of containers) problems.push(...containerProblems(container, spec));
  // Ours, beyond what Pod Security asks.
  must(spec.automountServiceAccountToken === false, 'mounts a token of the service account');
  must(spec.enableServiceLinks === false,
       'has service links, whose variables flowbridge would take for options');
  return problems.map((problem) => `${name}: ${problem}`);
}

// A mount has a volume, and no two have one place.
export function mountProblems({name, spec, object}) {
  const volumes = new Set([...(spec.volumes ?? []).map((volume) => volume.name),
                           ...(object.spec.volumeClaimTemplates ?? []).map(
                               (claim) => claim.metadata.name)]);
  const problems = [];
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    const places = (container.volumeMounts ?? []).map((mount) => mount.mountPath);
    for (const mount of container.volumeMounts ?? []) {
      if (!volumes.has(mount.name)) {
        problems.push(`${name}: ${container.name} mounts ${mount.name}, which is no volume`);
      }
    }
    if (new Set(places).size !== places.length) {
      problems.push(`${name}: ${container.name} mounts two volumes at one place`);
    }
  }
  return problems;
}

const selects = (selector, labels) =>
    Object.entries(selector ?? {}).every(([key, value]) => labels?.[key] === value);

function selectorOf(object) {
  switch (object.kind) {
    case 'Service': return object.spec.selector;
    case 'NetworkPolicy': return object.spec.podSelector.matchLabels;
    case 'StatefulSet':
    case 'Deployment':
    case 'PodMonitor':
    case 'PodDisruptionBudget': return object.spec.selector.matchLabels;
    default: return undefined;
  }
}

// A port that has a name is one of those that it is about.
function portProblems(list, services) {
  const ofPods = podsOf(list).filter(({object}) => object.kind !== 'Pod').flatMap(
      ({spec}) => spec.containers.flatMap(({ports}) => (ports ?? []).map(({name}) => name)));
  const monitored = services.filter((service) => service.spec.clusterIP !== 'None');
  const named = list.flatMap((object) => {
    switch (object.kind) {
      case 'Service':
        return object.spec.ports.map(({targetPort}) => [object, targetPort, ofPods]);
      case 'NetworkPolicy':
        return object.spec.ingress.flatMap(
            ({ports}) => (ports ?? []).map(({port}) => [object, port, ofPods]));
      case 'ServiceMonitor':
        return object.spec.endpoints.map(({port}) => [
          object, port, monitored.flatMap(({spec}) => spec.ports.map(({name}) => name))]);
      case 'PodMonitor':
        return object.spec.podMetricsEndpoints.map(({port}) => [object, port, ofPods]);
      default: return [];
    }
  });
  return named.filter(([, port, known]) => typeof port === 'string' && !known.includes(port)).map(
      ([object, port]) => `${label(object)} is about port ${port}, which is not there`);
}

// All that selects pods selects the bridge's, and not the test's.
export function selectorProblems(list) {
  const bridge = list.find((object) => ['StatefulSet', 'Deployment'].includes(object.kind));
  const test = list.find((object) => object.kind === 'Pod');
  const services = list.filter((object) => object.kind === 'Service');
  const problems = [];
  for (const object of list) {
    const selector = selectorOf(object);
    if (selector === undefined) continue;
    if (!selects(selector, bridge.spec.template.metadata.labels)) {
      problems.push(`${label(object)} does not select ${label(bridge)}`);
    }
    if (test && selects(selector, test.metadata.labels)) {
      problems.push(`${label(object)} selects ${label(test)}`);
    }
  }
  for (const monitor of list.filter((object) => object.kind === 'ServiceMonitor')) {
    const found = services.filter(
        (service) => selects(monitor.spec.selector.matchLabels, service.metadata.labels));
    if (found.length !== 1) {
      problems.push(`${label(monitor)} selects ${found.length} services, not one`);
    }
  }
  problems.push(...portProblems(list, services));
  const {serviceName} = bridge.spec;
  if (serviceName && !services.some((service) => service.metadata.name === serviceName)) {
    problems.push(`${label(bridge)} has serviceName ${serviceName}, which is no service`);
  }
  return problems;
}

// Every object says whose it is; none gives rights; names are those of one release.
export function objectProblems(list) {
  const problems = [];
  const seen = new Set();
  for (const object of list) {
    const id = `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    if (seen.has(id)) problems.push(`${id} comes twice`);
    seen.add(id);
    if (/Role(Binding)?$/.test(object.kind)) problems.push(`${id} gives rights`);
    if (object.kind === 'ServiceAccount' && object.automountServiceAccountToken !== false) {
      problems.push(`${id} mounts its token`);
    }
    if (object.metadata.name.length > 63) problems.push(`${id} has a name of more than 63`);
  }
  return problems;
}

export function allProblems(list) {
  return [...objectProblems(list), ...selectorProblems(list),
          ...podsOf(list).flatMap((pod) => [...podSecurityProblems(pod), ...mountProblems(pod)])];
}
