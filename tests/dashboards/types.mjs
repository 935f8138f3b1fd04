// Checks dashboards against the types of Grafana itself: @grafana/schema of the oldest and of a
// recent release that they are for. Each panel's options and field options are held against those of
// its type.
//
// Enums of those types are strings in JSON, so they are loosened to their values; and what the types
// do not know (an annotation's expr) is taken out first. Exit code 1: tsc finds something.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readDashboards, root } from './tree.mjs';

export const versions = ['10.4.0', '12.0.0'];
const tsc = `${root}build/dashboards/node_modules/typescript/bin/tsc`;

// The types of panels: the folder and file of each below raw/composable, and whether it has options
// for fields.
const panelTypes = {
  timeseries: { folder: 'timeseries', file: 'TimeSeries', fields: true },
  stat: { folder: 'stat', file: 'Stat', fields: false },
  bargauge: { folder: 'bargauge', file: 'BarGauge', fields: false },
  table: { folder: 'table', file: 'Table', fields: true },
  'state-timeline': { folder: 'statetimeline', file: 'StateTimeline', fields: true },
};

const common = `
import type {
  Dashboard, DataTransformerConfig, Panel, RowPanel,
} from '@grafana/schema/dist/esm/raw/dashboard/x/dashboard_types.gen';
type Loose<T> = T extends string ? \`\${T}\` : T extends Array<infer E> ? Loose<E>[]
  : T extends object ? { [K in keyof T]: Loose<T[K]> } : T;
// Newer than the oldest release, and with a default.
type Known<T> = Omit<T, T extends { displayMode: unknown; legend?: unknown } ? 'legend'
  : 'percentChangeColorMode'>;
type Grid = Required<Pick<NonNullable<Panel['gridPos']>, 'x' | 'y' | 'w' | 'h'>>;
type Target = {
  refId: string; datasource: { type: string; uid: string }; expr: string; legendFormat: string;
  editorMode: 'code'; interval: string; instant?: boolean; range?: boolean;
  format?: 'table' | 'time_series';
};
type Fields = NonNullable<Panel['fieldConfig']>;
type PanelOf<Options, Custom> = Loose<Omit<Panel,
  'id' | 'title' | 'description' | 'datasource' | 'gridPos' | 'options' | 'fieldConfig' | 'targets' |
  'transformations'>> & {
  id: number; title: string; description: string; datasource: { type: string; uid: string };
  gridPos: Grid; options: Loose<Options>; targets: Target[];
  transformations?: Loose<DataTransformerConfig>[];
  fieldConfig: {
    defaults: Loose<Omit<Fields['defaults'], 'custom'>> & { custom?: Loose<Custom> };
    overrides: Loose<Fields['overrides']>;
  };
};
type Row = Loose<Omit<RowPanel, 'panels' | 'gridPos'>> & { panels: never[]; gridPos: Grid };
type Whole = Loose<Omit<Dashboard, 'panels'>>;
`;

// What the types lack although Grafana has it.
function withoutUnknown(dashboard) {
  const copy = structuredClone(dashboard);
  for (const annotation of copy.annotations.list) {
    for (const key of ['expr', 'titleFormat', 'step', 'useValueForTime']) delete annotation[key];
  }
  return copy;
}

// The program that tsc must accept: the dashboard, and each panel by the type that it says it is.
export function programOf(dashboard) {
  const { panels, ...whole } = withoutUnknown(dashboard);
  const lines = [common];
  for (const [type, { folder, file, fields }] of Object.entries(panelTypes)) {
    const path = `@grafana/schema/dist/esm/raw/composable/${folder}/panelcfg/x/${file}`;
    lines.push(`import type * as ${file} from '${path}PanelCfg_types.gen';`);
    const custom = fields ? `${file}.FieldConfig` : 'Record<string, never>';
    lines.push(
      `type ${file}Panel = { type: '${type}' } & PanelOf<Known<${file}.Options>, ${custom}>;`,
    );
  }
  lines.push(`export const whole: Whole = ${JSON.stringify(whole, null, 1)};`);
  for (const panel of panels) {
    const known = panelTypes[panel.type];
    const type = panel.type === 'row' ? 'Row' : known ? `${known.file}Panel` : 'never';
    lines.push(`export const panel${panel.id}: ${type} = ${JSON.stringify(panel, null, 1)};`);
  }
  return `${lines.join('\n')}\n`;
}

// {ok, output}: what tsc says of these programs, by name, with the types of a version.
export function compile(version, programs) {
  const folder = `${root}build/dashboards/grafana-${version}`;
  const names = Object.keys(programs).map((name) => `${name}.ts`);
  for (const [name, text] of Object.entries(programs)) writeFileSync(`${folder}/${name}.ts`, text);
  const options = ['--strict', '--noEmit', '--skipLibCheck', '--pretty', 'false'];
  const modules = ['--module', 'es2022', '--moduleResolution', 'node', '--target', 'es2022'];
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [tsc, ...options, ...modules, ...names],
    { cwd: folder, encoding: 'utf8' },
  );
  return { ok: status === 0, output: `${stdout}${stderr}${error ?? ''}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const programs = Object.fromEntries(
    readDashboards().map(({ dashboard }) => [dashboard.uid, programOf(dashboard)]),
  );
  let failed = false;
  for (const version of versions) {
    const { ok, output } = compile(version, programs);
    console.log(
      `Grafana ${version}: ${Object.keys(programs).length} dashboards, ${ok ? 'ok' : ''}`,
    );
    if (!ok) console.error(output);
    failed ||= !ok;
  }
  process.exit(failed ? 1 : 0);
}
