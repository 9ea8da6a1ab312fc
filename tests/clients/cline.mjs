// What Cline makes of its agents' files, as JSON: those that it loads, and what it says of the others.
import { loadConfiguredAgentConfigs } from "@cline/core";

const { configs, errors } = loadConfiguredAgentConfigs({ searchPaths: process.argv.slice(2) });
const said = errors.map((error) => String(error.error));
console.log(JSON.stringify({ configs, errors: said }));
