// devtools.mjs: a .heapsnapshot read by the code of Chrome's developer tools.    For tests/cli/test_export.py. Map: tests/README.md
//
//     node devtools.mjs --build FOLDER           FOLDER has node_modules/chrome-devtools-frontend and node_modules/esbuild
//     node devtools.mjs FOLDER IN.heapsnapshot OUT.json
//
// SPDX-License-Identifier: GPL-2.0-or-later
import {execFileSync} from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {pathToFileURL} from 'node:url';

const [folder, input, output] = process.argv[2] === '--build' ? [process.argv[3]] : process.argv.slice(2);
const modules = path.join(folder, 'node_modules');
const worker = path.join(folder, 'heap_snapshot_worker.mjs');

// They are TypeScript, and the list of languages, which reading a heap does not need, is made by their own build.
if (!input) {
  const sources = path.join(modules, 'chrome-devtools-frontend/front_end');
  const locales = ['LOCALES', 'BUNDLED_LOCALES'].map(name => `export const ${name} = ['en-US'];`);
  const texts = ['DEFAULT_LOCALE', 'REMOTE_FETCH_PATTERN', 'LOCAL_FETCH_PATTERN'].map(name => `export const ${name} = 'en-US';`);
  fs.writeFileSync(path.join(sources, 'core/i18n/locales.js'), [...locales, ...texts].join('\n'));
  execFileSync(path.join(modules, '.bin/esbuild'), [
    path.join(sources, 'entrypoints/heap_snapshot_worker/heap_snapshot_worker.ts'), '--bundle', '--platform=node',
    '--format=esm', '--log-level=error', `--outfile=${worker}`]);
  process.exit(0);
}

Promise.withResolvers ??= () => {  // Node 20 has none yet
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, {resolve, reject}));
  return made;
};

const {HeapSnapshot, HeapSnapshotLoader} = await import(pathToFileURL(worker));
const loader = new HeapSnapshotLoader.HeapSnapshotLoader({sendEvent() {}});
for await (const chunk of fs.createReadStream(input, {encoding: 'utf8', highWaterMark: 1 << 20})) loader.write(chunk);
loader.close();
const channel = new MessageChannel();
new HeapSnapshot.SecondaryInitManager(channel.port2);
const heap = await loader.buildSnapshot(channel.port1);

const nodes = [];
for (let i = 0; i < heap.nodeCount; i++) {
  const node = heap.createNode(i * heap.nodeFieldCount);
  nodes.push({type: node.type(), name: node.name(), className: node.className(), self: node.selfSize(),
              retained: node.retainedSize(), distance: node.distance()});
}
fs.writeFileSync(output, JSON.stringify({total: heap.totalSize, nodes}));
process.exit(0);
