// Taking PromQL apart, as far as the checks need it: by the grammar that Prometheus's own page uses.

import { fromNpm } from './tree.mjs';

const { parser } = fromNpm('@prometheus-io/lezer-promql');

// What Grafana puts in for its own variables. Odd durations, so that a fixed one is not taken for
// them.
export const rateInterval = '4m4s';
export const range = '1h1s';
const own = {
  __rate_interval: rateInterval,
  __range: range,
  __range_s: '3601',
  __interval: '1m1s',
};

// What Grafana puts in for $__rate_interval: by the step, and the query's own least step. Without one
// it takes the data source's scrape interval, which is 15 seconds where nobody has said another.
export function rateIntervalOf(step, least = '15s') {
  const [, count, unit] = /^(\d+)([sm])$/.exec(least);
  const interval = Number(count) * (unit === 'm' ? 60 : 1);
  return `${Math.max(step + interval, 4 * interval)}s`;
}

// Names of variables in a text: $name, ${name}, ${name:format}; Grafana's own and $1 left out.
export const variablesIn = (text) =>
  [...text.matchAll(/\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g)]
    .map((match) => match[1] ?? match[2])
    .filter((name) => !name.startsWith('__') && !/^\d+$/.test(name));

// What a variable stands for, as Grafana writes it into a query.
export function valueOf(variable, chosen = {}) {
  if (chosen[variable.name] !== undefined) return chosen[variable.name];
  if (variable.type === 'query') return variable.includeAll ? variable.allValue ?? '.+' : 'value';
  return String(variable.current.value);
}

export function substitute(text, variables, chosen = {}) {
  const values = { ...own, ...chosen };
  for (const variable of variables) values[variable.name] = valueOf(variable, chosen);
  return text.replace(/\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g, (all, braced, bare) => {
    const value = values[braced ?? bare];
    return value === undefined ? all : value;
  });
}

// Children of a name; getChildren() of @lezer/common 1.0.2 misses some.
function childrenOf(node, name) {
  const found = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === name) found.push(child);
  }
  return found;
}

// {error} or what an expression is made of:
//   selectors  name, names (of several, if it is {__name__=~"a|b"}), labels, range (its duration, if
//              any), functions (names around it, inner first)
//   labels     those that are grouped or joined by
//   made       labels that label_replace and label_join make
export function analyse(expr) {
  const result = { error: undefined, selectors: [], labels: [], made: [] };
  const text = (node) => expr.slice(node.from, node.to);
  const visit = (node, around) => {
    if (node.type.isError) result.error ??= `near "${expr.slice(Math.max(0, node.from - 20))}"`;
    let inside = around;
    if (node.name === 'FunctionCall') {
      const name = text(childrenOf(node, 'FunctionIdentifier')[0]);
      inside = { ...around, functions: [name, ...around.functions] };
      if (name === 'label_replace' || name === 'label_join') {
        const strings = childrenOf(childrenOf(node, 'FunctionCallBody')[0], 'StringLiteral');
        if (strings.length) result.made.push(text(strings[0]).slice(1, -1));
      }
    }
    if (node.name === 'MatrixSelector' || node.name === 'SubqueryExpr') {
      const duration = childrenOf(node, 'Duration')[0];
      inside = { ...around, range: duration && text(duration), subquery: node.name[0] === 'S' };
    }
    if (node.name === 'VectorSelector') result.selectors.push(selectorOf(node, text, around));
    if (node.name === 'GroupingLabels') {
      for (const label of childrenOf(node, 'LabelName')) result.labels.push(text(label));
    }
    for (let child = node.firstChild; child; child = child.nextSibling) visit(child, inside);
  };
  if (expr.trim() === '') result.error = 'it is empty';
  visit(parser.parse(expr).topNode, { functions: [], range: undefined, subquery: false });
  return result;
}

function selectorOf(node, text, { functions, range: duration, subquery }) {
  const [identifier] = childrenOf(node, 'Identifier');
  const [matchers] = childrenOf(node, 'LabelMatchers');
  const labels = (matchers ? childrenOf(matchers, 'LabelMatcher') : []).map((matcher) =>
    text(childrenOf(matcher, 'LabelName')[0]),
  );
  const [, alternatives] = /^\{__name__=~"([\w|]+)"\}$/.exec(text(node)) ?? [];
  return {
    name: identifier ? text(identifier) : undefined,
    names: identifier ? [text(identifier)] : alternatives?.split('|') ?? [undefined],
    labels,
    text: text(node),
    functions,
    range: duration,
    subquery,
  };
}
