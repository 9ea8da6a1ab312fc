// Asks gemini-cli-core which skills it has of several extensions: node gemini_extensions.mjs PACKAGE PROJECT OUTPUT EXT...
// The client's own manager of skills does the work, and says where one stands in another's way.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, project, output, ...folders] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(modules, 'dist/src', path)));
const { SkillManager } = await load('skills/skillManager.js');
const { loadSkillsFromDir } = await load('skills/skillLoader.js');
const { Storage } = await load('config/storage.js');
const { coreEvents, CoreEvent } = await load('utils/events.js');

const errors = [];
coreEvents.on(CoreEvent.UserFeedback, (event) => errors.push(event.message));
const extensions = [];
for (const folder of folders) extensions.push({ isActive: true, skills: await loadSkillsFromDir(join(folder, 'skills')) });
const manager = new SkillManager();
await manager.discoverSkills(new Storage(project), extensions, true);
coreEvents.drainBacklogs?.();
const skills = manager.getAllSkills().filter((skill) => !skill.isBuiltin).map((skill) => skill.name);
writeFileSync(output, JSON.stringify({ skills, errors }));
process.exit(0);
