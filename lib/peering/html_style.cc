#include "peering/html_parts.h"

namespace flowbridge {

const std::string_view kPageStyle = R"css(
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#16202c;--soft:#5b6775;--line:#e1e5ea;
--accent:#0f6cbd;--in:#2f7fd1;--out:#e08a1e;--ready:#1f8a4c;--cable:#4ba36f;--ask:#c9930b;
--far:#8a6fc0;--unlisted:#97a1ad;--unknown:#b5bdc7;--declines:#c0504d;--kept:#ccd3db;
--selective:#c9930b;--restrictive:#b0622f;--hover:#f0f4f8;--chip:#fff}
@media(prefers-color-scheme:dark){:root{--bg:#0f141a;--card:#171e27;--ink:#e5ebf2;--soft:#95a3b3;
--line:#28323e;--accent:#6cb2f5;--in:#5aa2ea;--out:#f0a646;--ready:#3fb873;--cable:#7fcb9f;
--ask:#e0b13a;--far:#a890dc;--unlisted:#6f7b88;--unknown:#4d5864;--declines:#e07b78;--kept:#3a4552;
--selective:#e0b13a;--restrictive:#d08a58;--hover:#1d2631;--chip:#10161d}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1400px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:28px;line-height:1.2;margin:0 0 4px;letter-spacing:-.01em}
h2{font-size:19px;margin:0 0 4px;letter-spacing:-.005em}
p{margin:0 0 12px}.soft{color:var(--soft)}
.small{font-size:13px}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:20px;
margin-top:20px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:14px;
margin-top:20px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px 18px}
.tile .what{color:var(--soft);font-size:13px}
.tile .value{font-size:25px;font-weight:650;letter-spacing:-.02em;margin:2px 0;line-height:1.25}
.tile .more{font-size:13px;color:var(--soft)}
.in{color:var(--in)}.out{color:var(--out)}
.scroll{overflow-x:auto;margin:0 -20px -20px;padding:0 20px 8px}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{padding:7px 8px;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:600;font-size:12.5px;white-space:nowrap;vertical-align:bottom}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tbody tr:last-child td{border-bottom:0}
tbody tr:hover td{background:var(--hover)}
th button{all:unset;cursor:pointer}
th button:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
th[aria-sort=ascending] button::after{content:" \2191"}
th[aria-sort=descending] button::after{content:" \2193"}
th[aria-sort=ascending],th[aria-sort=descending]{color:var(--ink)}
.chip{display:inline-block;padding:1px 9px;border-radius:99px;font-size:12px;font-weight:600;
white-space:nowrap;border:1px solid currentColor;background:var(--chip)}
.t-ready{color:var(--ready)}.t-cable{color:var(--cable)}.t-ask{color:var(--ask)}
.t-far{color:var(--far)}.t-unlisted,.t-unknown{color:var(--soft)}.t-declines{color:var(--declines)}
.f-ready,.f-open{fill:var(--ready)}.f-cable{fill:var(--cable)}.f-ask{fill:var(--ask)}
.f-far{fill:var(--far)}.f-unlisted,.f-unstated{fill:var(--unlisted)}.f-unknown{fill:var(--unknown)}
.f-declines,.f-no{fill:var(--declines)}.f-kept{fill:var(--kept)}.f-selective{fill:var(--selective)}
.f-restrictive{fill:var(--restrictive)}.f-in{fill:var(--in)}.f-out{fill:var(--out)}
svg{display:block;max-width:100%;height:auto}
section>svg{width:100%}td svg{max-width:none}td details{min-width:140px}td{overflow-wrap:normal}
svg text{fill:var(--ink);font:12.5px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
svg text.quiet{fill:var(--soft)}svg text.end{text-anchor:end}
.area-in{fill:var(--in);opacity:.85}.area-out{fill:var(--out);opacity:.85}
.legend{display:flex;flex-wrap:wrap;gap:6px 18px;margin:10px 0 4px;padding:0;list-style:none;
font-size:13px}
.legend svg{display:inline-block;vertical-align:-1px;margin-right:6px}
.controls{display:flex;flex-wrap:wrap;gap:10px;margin:12px 0 6px;align-items:center}
.controls[hidden]{display:none}
.controls input,.controls select{font:inherit;font-size:14px;padding:6px 10px;color:inherit;
background:var(--bg);border:1px solid var(--line);border-radius:8px}
.controls input{min-width:290px}
summary{cursor:pointer}details div{color:var(--soft);font-size:13px;max-width:420px;
padding:4px 0 2px}
ul.notes{margin:6px 0 0;padding-left:20px}
.tag{font-size:12px;color:var(--soft)}
@media print{body{background:#fff}.controls{display:none}section,.tile{break-inside:avoid}}
)css";

}  // namespace flowbridge
