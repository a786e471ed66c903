/** Readable on a screen in light and dark, on paper, and without colours: every tone has its word. */
export const style = `:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --line: #bbb; --faint: #f2f2f2; --good: #14632f; --bad: #a01111; --warning: #7a4b00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #151515; --line: #555; --faint: #222; --good: #7fd69a; --bad: #ff9a9a; --warning: #f0c070; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.3rem; border-bottom: 1px solid var(--line); } h3 { font-size: 1.05rem; margin-bottom: .3rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
th { background: var(--faint); }
code, strong, del, td, li { unicode-bidi: isolate; }
code, a { overflow-wrap: anywhere; } .whole { white-space: nowrap; }
code { font: .9em ui-monospace, monospace; background: var(--faint); padding: 0 .2em; }
pre { background: var(--faint); padding: .6rem; overflow-x: auto; } pre code { padding: 0; }
.good { color: var(--good); } .bad { color: var(--bad); } .warning { color: var(--warning); }
a { color: inherit; }
@page { margin: 18mm; }
@media print {
  :root { --ink: #000; --paper: #fff; --line: #888; --faint: #fff; --good: #000; --bad: #000; --warning: #000; }
  body { font-size: 10pt; } main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; } tr, li, pre { break-inside: avoid; } thead { display: table-header-group; }
  pre { white-space: pre-wrap; }
}
`;
