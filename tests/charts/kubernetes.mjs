// JSON schemas of what is handed on to Kubernetes as it is, made from the types of
// kubernetes-models, so that a misspelt field is refused before it is silently dropped.
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import ts from 'typescript';
import {scratch} from './chart.mjs';

// From a name to a type: where it is, its interface, and the way into it. An interface's definition
// is called k8s.<interface>, a part of one operator.<name>.
const endpoint = '["spec"]["endpoints"][number]';
const podEndpoint = '["spec"]["podMetricsEndpoints"][number]';
const operator = '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
const roots = {
  affinity: ['kubernetes-models/v1/Affinity', 'IAffinity'],
  dnsConfig: ['kubernetes-models/v1/PodDNSConfig', 'IPodDNSConfig'],
  egressRule: ['kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule',
               'INetworkPolicyEgressRule'],
  hostAlias: ['kubernetes-models/v1/HostAlias', 'IHostAlias'],
  ingressRule: ['kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule',
                'INetworkPolicyIngressRule'],
  labelSelector: ['@kubernetes-models/apimachinery/apis/meta/v1/LabelSelector', 'ILabelSelector'],
  lifecycle: ['kubernetes-models/v1/Lifecycle', 'ILifecycle'],
  networkPeer: ['kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer', 'INetworkPolicyPeer'],
  podSecurityContext: ['kubernetes-models/v1/PodSecurityContext', 'IPodSecurityContext'],
  probe: ['kubernetes-models/v1/Probe', 'IProbe'],
  resources: ['kubernetes-models/v1/ResourceRequirements', 'IResourceRequirements'],
  securityContext: ['kubernetes-models/v1/SecurityContext', 'ISecurityContext'],
  servicePort: ['kubernetes-models/v1/ServicePort', 'IServicePort'],
  spreadConstraint: ['kubernetes-models/v1/TopologySpreadConstraint', 'ITopologySpreadConstraint'],
  toleration: ['kubernetes-models/v1/Toleration', 'IToleration'],
  updateStrategy: ['kubernetes-models/apps/v1/StatefulSetUpdateStrategy',
                   'IStatefulSetUpdateStrategy'],
  basicAuth: [`${operator}/ServiceMonitor`, 'IServiceMonitor', `${endpoint}["basicAuth"]`],
  podTlsConfig: [`${operator}/PodMonitor`, 'IPodMonitor', `${podEndpoint}["tlsConfig"]`],
  relabelings: [`${operator}/ServiceMonitor`, 'IServiceMonitor', `${endpoint}["relabelings"]`],
  ruleGroups: [`${operator}/PrometheusRule`, 'IPrometheusRule', '["spec"]["groups"]'],
  tlsConfig: [`${operator}/ServiceMonitor`, 'IServiceMonitor', `${endpoint}["tlsConfig"]`],
};

// Fields that are newer than the models.
const tlsVersion = {enum: ['TLS10', 'TLS11', 'TLS12', 'TLS13']};
const newer = {
  podTlsConfig: {minVersion: tlsVersion, maxVersion: tlsVersion},
  tlsConfig: {minVersion: tlsVersion, maxVersion: tlsVersion},
};

function unionSchema(type, visit) {
  const parts = type.types.filter((part) => !(part.flags & ts.TypeFlags.Nullable));
  if (parts.every((part) => part.flags & ts.TypeFlags.BooleanLike)) return {type: 'boolean'};
  if (parts.every((part) => part.isStringLiteral())) {
    return {enum: parts.map((part) => part.value)};
  }
  if (parts.length === 1) return visit(parts[0]);
  // A quantity such as 0.5 may be a number; of all else that may be both a number is a whole one.
  const isQuantity = type.aliasSymbol?.name === 'IQuantity';
  return {type: ['string', isQuantity ? 'number' : 'integer']};
}

// Turns types into schemas; those of interfaces become definitions with names.
function reader(checker, definitions) {
  const objectSchema = (type) => {
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (index) return {type: 'object', additionalProperties: visit(index)};
    const fields = checker.getPropertiesOfType(type);
    if (fields.length === 0) throw new Error(`${checker.typeToString(type)} has no fields`);
    const schema = {type: 'object', additionalProperties: false, properties: {}};
    for (const field of fields) {
      schema.properties[field.name] = visit(checker.getTypeOfSymbol(field));
    }
    const required = fields.filter((field) => !(field.flags & ts.SymbolFlags.Optional));
    if (required.length > 0) schema.required = required.map(({name}) => name);
    return schema;
  };
  const visit = (type) => {
    if (type.isUnion()) return unionSchema(type, visit);
    if (type.flags & ts.TypeFlags.String) return {type: 'string'};
    if (type.flags & ts.TypeFlags.Number) return {type: 'integer'};
    if (type.flags & ts.TypeFlags.Boolean) return {type: 'boolean'};
    if (checker.isArrayType(type)) {
      return {type: 'array', items: visit(checker.getTypeArguments(type)[0])};
    }
    const isNamed = (type.symbol?.flags ?? 0) & ts.SymbolFlags.Interface;
    if (!isNamed) return objectSchema(type);
    const name = `k8s.${type.symbol.name.replace(/^I/, '')}`;
    // Set first, for a type that holds itself.
    if (!definitions[name]) definitions[name] = {};
    if (!definitions[name].type) definitions[name] = objectSchema(type);
    return {$ref: `#/definitions/${name}`};
  };
  return visit;
}

// The definitions of all of these, to be put among those of the values' schema.
export function kubernetesDefinitions() {
  const folder = join(scratch, 'roots');
  mkdirSync(folder, {recursive: true});
  const file = join(folder, 'roots.ts');
  const names = Object.keys(roots);
  writeFileSync(file, names.map((name) => {
    const [path, type, way = ''] = roots[name];
    const parts = way.match(/\["?\w+"?\]/g) ?? [];
    const whole = parts.reduce((inner, part) => `NonNullable<${inner}${part}>`, type);
    return `import type {${type} as ${name}_} from "${path}";\n` +
        `export declare const ${name}: ${whole.replace(type, `${name}_`)};\n`;
  }).join(''));
  const program = ts.createProgram([file], {
    strict: true, skipLibCheck: true, types: [], module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10, target: ts.ScriptTarget.ES2022,
  });
  const checker = program.getTypeChecker();
  const definitions = {};
  const visit = reader(checker, definitions);
  const source = program.getSourceFile(file);
  for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(source))) {
    const schema = visit(checker.getTypeOfSymbol(symbol));
    // An interface has its own definition already.
    if (schema.$ref) continue;
    Object.assign(schema.properties ?? {}, newer[symbol.name]);
    definitions[`operator.${symbol.name}`] = schema;
  }
  return definitions;
}
