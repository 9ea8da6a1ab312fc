// Finds the parts of a client that are asked by name, in its library or in the bundle that its program is.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The parts of Gemini CLI: `wanted` says in which file of the library each is. */
export async function gemini(modules, wanted) {
  const bundle = join(modules, 'bundle');
  if (existsSync(join(bundle, 'gemini.js'))) return bundled(bundle, Object.keys(wanted));
  const found = {};
  for (const [name, path] of Object.entries(wanted)) {
    found[name] = (await import(pathToFileURL(join(modules, 'dist/src', path))))[name];
  }
  return found;
}

/** The same from the bundle: its program starts one of several builds, whose chunks name what they export. */
async function bundled(folder, wanted) {
  const text = (name) => readFileSync(join(folder, name), 'utf8');
  const [, entry] = /import\("\.\/(gemini-[A-Z0-9]+\.js)"\)/.exec(text('gemini.js'));
  const found = {};
  const seen = new Set([entry]);
  for (const file of seen) {
    const source = text(file);
    for (const [, next] of source.matchAll(/from "\.\/(chunk-[A-Z0-9]+\.js)"/g)) seen.add(next);
    const listed = source.slice(source.lastIndexOf('export {'));
    const here = wanted.filter((name) => !(name in found) && new RegExp(`\\b${name}\\b`).test(listed));
    if (here.length === 0 || file === entry) continue;
    const part = await import(pathToFileURL(join(folder, file)));
    for (const name of here) if (name in part) found[name] = part[name];
  }
  return found;
}
