/** The page's style, as text, so that it travels with the function. */
export const docsStyle = `
:root { color-scheme: light dark; --line: #8884; --quiet: #777; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; }
nav { display: flex; flex-wrap: wrap; gap: .5rem 1rem; padding: .5rem 0; border-block: 1px solid var(--line); }
h2 { margin-top: 2rem; text-transform: capitalize; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
summary span { color: light-dark(#555, #aaa); }
.method { display: inline-block; min-width: 4.5rem; }
.get { color: light-dark(#0b5c8a, #7cc7f2); } .post { color: light-dark(#1c6b2a, #83d692); }
.put, .patch { color: light-dark(#7a5200, #f0c060); } .delete { color: light-dark(#a01c1c, #ff9a9a); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; border-top: 1px solid var(--line); padding: .25rem .5rem; overflow-wrap: anywhere; font-weight: normal; }
caption { text-align: left; font-weight: bold; }
dl { margin: .3rem 0 .3rem 1rem; } dl div { display: flex; flex-wrap: wrap; gap: 0 .8rem; } dd { margin: 0; overflow-wrap: anywhere; }
.answers dt { font-weight: bold; } .problem dt { font-weight: normal; }
pre, output { background: light-dark(#f3f3f3, #222); border-radius: .4rem; display: block; overflow: auto; padding: .6rem; white-space: pre-wrap; overflow-wrap: anywhere; }
output:empty { display: none; }
form.try label, #credentials label { display: block; margin: .3rem 0; } input, textarea { font: inherit; max-width: 100%; width: 30rem; box-sizing: border-box; }
textarea { font-family: ui-monospace, monospace; width: 100%; display: block; }
button { font: inherit; padding: .3rem 1rem; }
`;
