// Units of Grafana that a panel may have: those of dashboard-linter's list that we use or could.
// A misspelt one is shown as text behind each number, so it must be found here.
export const units = new Set([
  ...['none', 'short', 'percent', 'percentunit', 'string', 'bool', 'locale'],
  ...['bits', 'bytes', 'kbytes', 'mbytes', 'gbytes', 'decbits', 'decbytes', 'deckbytes'],
  ...['bps', 'Bps', 'binbps', 'binBps', 'Kbits', 'Mbits', 'Gbits', 'pps', 'cps', 'ops', 'reqps'],
  ...['rps', 'wps', 'iops', 'ns', 'µs', 'ms', 's', 'm', 'h', 'd', 'dtdurations', 'dateTimeAsIso'],
  ...['hertz', 'currencyUSD', 'currencyEUR', 'currencyGBP'],
]);
