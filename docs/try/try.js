// The page "Try it": agentconv itself, run by Pyodide in this page. Nothing is sent anywhere.
const FIRST = ["codex", "copilot", "opencode", "gemini", "cursor"];
const byId = (id) => document.getElementById(id);

function made(kind, className, text) {
  const element = document.createElement(kind);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text; // never as HTML: the text may be anybody's
  return element;
}

async function started(say) {
  const here = new URL("try/", document.baseURI);
  say("Loading Python (about 13 MB, once) ...");
  const { loadPyodide } = await import(new URL("pyodide/pyodide.mjs", here).href);
  const python = await loadPyodide({ indexURL: new URL("pyodide/", here).href });
  const packages = await fetch(new URL("packages.zip", here));
  if (!packages.ok) throw new Error("packages.zip is missing");
  python.unpackArchive(await packages.arrayBuffer(), "zip", { extractDir: "/packages" });
  python.runPython("import sys; sys.path.insert(0, '/packages')");
  python.runPython(await (await fetch(new URL("convert.py", here))).text());
  return python;
}

function findings(list) {
  const shown = made("ul", "try-findings");
  for (const one of list) {
    const item = made("li", one.severity);
    const link = made("a", "", one.code);
    link.href = `reference/codes.html#${one.code}`;
    item.append(made("b", "", `${one.loss || one.severity} `), link, made("span", "", `: ${one.message}`));
    if (one.hint) item.append(made("i", "", ` (${one.hint})`));
    shown.append(item);
  }
  return shown;
}

function card(target, titles) {
  const box = made("section", target.stopped ? "try-card stopped" : "try-card");
  const head = made("h3", "", titles.get(target.name));
  const link = made("a", "", target.name);
  link.href = `reference/formats/${target.name}.html`;
  head.append(" ", link);
  box.append(head);
  if (target.stopped) box.append(made("p", "try-stop", "The export stops: this is what --allow-wider would write."));
  for (const power of target.power || []) box.append(made("p", "try-power", `may: ${power}`));
  box.append(findings(target.findings));
  for (const file of target.files) {
    const details = made("details");
    details.open = target.files.length === 1;
    const text = made("pre");
    text.append(made("code", "", file.text));
    details.append(made("summary", "", file.path), text);
    box.append(details);
  }
  return box;
}

function shown(result, titles) {
  const place = byId("try-result");
  place.replaceChildren();
  for (const agent of result.agents) {
    place.append(made("p", "try-source", `${agent.name} (${agent.format}) may: ${agent.power}`));
  }
  if (result.findings.length) place.append(findings(result.findings));
  const cards = made("div", "try-cards");
  for (const target of result.targets) cards.append(card(target, titles));
  place.append(cards);
}

async function begin() {
  const form = byId("try-it");
  if (!form || form.dataset.begun) return;
  form.dataset.begun = "yes";
  const say = (text) => { byId("try-say").textContent = text; };
  if (location.protocol === "file:") {
    say("A browser loads Python only from a server: run `mkdocs serve`, or any other, over this folder.");
    return;
  }
  let python;
  try {
    python = await started(say);
  } catch (problem) {
    say(`This build of the site has no Python in it (${problem.message}); see .ci/try_it.py.`);
    return;
  }
  const titles = new Map(JSON.parse(python.globals.get("targets")()).map((one) => [one.name, one.title]));
  const choices = byId("try-targets");
  for (const name of titles.keys()) {
    const label = made("label"), box = made("input");
    box.type = "checkbox";
    box.value = name;
    box.checked = FIRST.includes(name);
    label.append(box, ` ${name}`);
    choices.append(label);
  }
  const run = () => {
    const wanted = [...choices.querySelectorAll("input:checked")].map((box) => box.value);
    shown(JSON.parse(python.globals.get("tried")(byId("try-text").value, python.toPy(wanted))), titles);
    say("Done in this page; nothing was sent.");
  };
  let waiting;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(run, 250); };
  byId("try-text").addEventListener("input", later);
  choices.addEventListener("change", run);
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", async (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) { byId("try-text").value = await file.text(); run(); }
  });
  run();
}

document.addEventListener("DOMContentLoaded", begin);
if (document.readyState !== "loading") begin();
