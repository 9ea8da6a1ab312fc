// Asks gemini-cli-core which agents it loads from an extension: node gemini_extension.mjs PACKAGE EXTENSION OUTPUT
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, extension, output] = process.argv.slice(2);
const place = join(modules, 'dist/src/agents/agentLoader.js');
const { loadAgentsFromDirectory } = await import(pathToFileURL(place));
const { agents, errors } = await loadAgentsFromDirectory(join(extension, 'agents'));
writeFileSync(output, JSON.stringify({ agents: agents.map((a) => a.name), errors: errors.map((e) => e.message) }));
process.exit(0);
