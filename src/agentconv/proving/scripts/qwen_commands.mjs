// Asks Qwen Code which commands it loads from a project: node qwen_commands.mjs PACKAGE PROJECT OUTPUT CALLS
// CALLS is a JSON object: command -> what is typed behind it. The client's own loader of commands does the work,
// and fills in a text where no shell command stands in it; nothing is run, since nobody agrees.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, project, output, calls] = process.argv.slice(2);
const words = JSON.parse(calls);
const chunks = join(modules, 'chunks');
const chunk = readdirSync(chunks).filter((name) => name.startsWith('chunk-')).map((name) => join(chunks, name))
  .find((path) => readFileSync(path, 'latin1').includes('var FileCommandLoader = class'));
const { FileCommandLoader } = await import(pathToFileURL(chunk));

const workspace = { isPathWithinWorkspace: () => true, getDirectories: () => [project] };
const config = {
  getFolderTrustFeature: () => false, getFolderTrust: () => true, getProjectRoot: () => project,
  getExtensions: () => [], getTargetDir: () => project, getWorkspaceContext: () => workspace,
  getApprovalMode: () => 'default', getPermissionsAllow: () => [], getPermissionsAsk: () => [],
  getPermissionsDeny: () => [], getCoreTools: () => undefined, getExcludeTools: () => [],
};
const commands = [];
for (const command of await new FileCommandLoader(config).loadCommands(new AbortController().signal)) {
  const said = { name: command.name, description: command.description, hint: command.argumentHint ?? null,
    byModel: command.modelInvocable };
  try {
    const typed = words[command.name] ?? '';
    const raw = `/${command.name} ${typed}`.trimEnd();
    const context = { ui: { addItem() {} }, invocation: { raw, name: command.name, args: typed }, services: { config },
      session: { sessionShellAllowlist: new Set() } };
    const done = await command.action(context, typed);
    said.asks = done.commandsToConfirm ?? [];
    said.text = (done.content ?? []).map((part) => part.text ?? '').join('');
  } catch (error) {
    said.refused = error.message;
  }
  commands.push(said);
}
writeFileSync(output, JSON.stringify(commands));
process.exit(0);
