// Imported before all others, so that an old Node reads this sentence and not a syntax error.
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(
    `This program is built with Node 20 or newer, and this is Node ${process.versions.node}: ` +
      'install a newer Node and run the same command again.',
  );
  process.exit(1);
}
