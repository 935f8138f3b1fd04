// Rules for the pages about dashboards and alerts: their links lead somewhere.

// What a heading of a page is called in links to it, as Git's hosts make it.
export const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, '')
    .trim()
    .replace(/ /g, '-');

export const anchorsOf = (markdown) =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('#'))
    .map((line) => anchorOf(line.replace(/^#+ /, '')));

// Findings on a page. `read` has the text of a path, which is relative to the page, or undefined if
// there is none; "" is the page itself.
export function lintPage(page, read) {
  const findings = [];
  for (const [, target] of read('').matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^https?:/.test(target)) continue;
    const [path, anchor] = target.split('#');
    const text = read(path);
    if (text === undefined) {
      findings.push(`there is no ${path}`);
    } else if (anchor !== undefined && !anchorsOf(text).includes(anchor)) {
      findings.push(`there is no ${target}`);
    }
  }
  return findings.map((message) => ({ rule: 'page-link', dashboard: page, panel: '', message }));
}
