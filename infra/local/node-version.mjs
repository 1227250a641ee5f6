// Loaded before anything else, in plain JavaScript without modern imports: an old Node must get as far as this message.
const requiredMajorVersion = 24;

if (Number(process.versions.node.split('.')[0]) < requiredMajorVersion) {
  console.error(
    `Countersign needs Node ${requiredMajorVersion}, this is ${process.versions.node}. ` +
      'Node 24 comes with its npm packages: run "npm ci", then "npm start" (npm scripts use that Node; plain "node" does not).',
  );
  process.exit(1);
}
