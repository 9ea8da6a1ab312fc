(() => {
  "use strict";
  const one = (selector) => document.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = one("#filter"), query = one("#query"), target = one("#target"), order = one("#order");
  const what = one("#what"), pack = one("#package"), found = one("#found"), none = one(".none");
  const parts = all("details.agent"), list = one(".parts");
  const tables = all(".matrix").map((table) => ({
    table, kind: table.dataset.kind, body: table.tBodies[0], head: table.tHead.rows[0],
    section: table.closest("section"), groups: [],
  }));
  const entries = tables.flatMap((of) => [...of.body.rows].map((row, i) => ({
    of, row, at: i, cells: [...row.cells].slice(1), part: of.kind === "agent" ? parts[i] : null, text: "",
  })));
  const byRow = new Map(entries.map((entry) => [entry.row, entry]));

  const textOf = (entry) => entry.text ||= (entry.part
    ? [...all("h3, .facts dd", entry.part), entry.row.cells[0]].map((e) => e.textContent).join("\n")
    : entry.row.textContent).toLowerCase();

  // what is searched is read while nobody waits for it
  let read = 0;
  const ahead = (until) => {
    while (read < entries.length && until()) textOf(entries[read++]);
    if (read < entries.length) later();
  };
  const later = () => window.requestIdleCallback
    ? requestIdleCallback((idle) => ahead(() => idle.timeRemaining() > 1))
    : setTimeout(() => { let left = 40; ahead(() => left-- > 0); }, 20);

  const show = (element, wanted) => { if (element.hidden === wanted) element.hidden = !wanted; };

  const showTarget = () => {
    const only = target.value === "" ? 0 : Number(target.value) + 1;
    for (const row of [...tables.map((of) => of.head), ...entries.map((entry) => entry.row)])
      for (let i = 1; i < row.cells.length; i++) show(row.cells[i], !only || i === only);
    for (const place of all(".place")) show(place, !only || place.dataset.t === target.value);
  };

  const apply = () => {
    const asked = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kinds = all("[name=kind]:checked").map((box) => box.value);
    const only = target.value === "" ? null : Number(target.value);
    const counts = new Map(tables.map((of) => [of, 0]));
    const fitting = new Set();
    for (const entry of entries) {
      const cells = only === null ? entry.cells : [entry.cells[only]];
      const fits = (!what || !what.value || what.value === entry.of.kind) &&
        (!pack || !pack.value || pack.value === entry.row.dataset.p) &&
        (!kinds.length || cells.some((cell) => kinds.some((kind) => cell.dataset.k.includes(kind)))) &&
        (!asked.length || asked.every((word) => textOf(entry).includes(word)));
      show(entry.row, fits);
      if (!fits) continue;
      fitting.add(entry);
      counts.set(entry.of, counts.get(entry.of) + 1);
    }
    for (const [of, here] of counts) {
      show(of.section, here > 0);
      for (const [row, those] of of.groups) show(row, those.some((entry) => fitting.has(entry)));
    }
    // the rows are seen at once; what lies further down follows when they are painted
    const turn = ++turns;
    requestAnimationFrame(() => setTimeout(() => { if (turn === turns) conclude(fitting); }));
  };

  let turns = 0;
  const conclude = (fitting) => {
    for (const entry of entries) if (entry.part) show(entry.part, fitting.has(entry));
    show(list, [...fitting].some((entry) => entry.part));
    show(none, fitting.size === 0);
    const word = entries.length === 1 ? found.dataset.one : found.dataset.many;
    const all = fitting.size === entries.length;
    found.textContent = all ? `${entries.length} ${word}` : `${fitting.size} of ${entries.length} ${word}`;
  };

  // order and groups

  const compare = (a, b) => {
    const x = a.row.dataset, y = b.row.dataset, by = order.value;
    const first = by === "w" ? y.w - x.w : by === "" ? 0 : x[by].localeCompare(y[by]);
    return first || a.at - b.at;
  };

  const headOf = (of, name, count) => {
    const row = document.createElement("tr"), cell = document.createElement("th");
    row.className = "group";
    cell.colSpan = of.head.cells.length;
    cell.scope = "rowgroup";
    cell.textContent = `${name || (order.value === "p" ? "no package" : "no folder")} (${count})`;
    row.append(cell);
    return row;
  };

  const arrange = () => {
    for (const of of tables) {
      const mine = entries.filter((entry) => entry.of === of).sort(compare);
      for (const [row] of of.groups) row.remove();
      const groups = new Map();
      if (order.value === "p" || order.value === "f")
        for (const entry of mine) {
          const name = entry.row.dataset[order.value];
          groups.set(name, [...(groups.get(name) || []), entry]);
        }
      of.groups = [...groups].map(([name, those]) => [headOf(of, name, those.length), those]);
      of.body.append(...(groups.size
        ? of.groups.flatMap(([row, those]) => [row, ...those.map((entry) => entry.row)])
        : mine.map((entry) => entry.row)));
      if (of.kind === "agent") list.append(...mine.map((entry) => entry.part));
    }
  };

  query.addEventListener("input", apply);
  form.addEventListener("change", (event) => {
    if (event.target === target) showTarget();
    if (event.target === order) arrange();
    apply();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  form.addEventListener("reset", () => setTimeout(() => { showTarget(); arrange(); apply(); query.focus(); }));
  one(".clear").addEventListener("click", () => form.reset());

  const open = () => {
    const body = document.getElementById(location.hash.slice(1));
    const part = body && body.closest("details.agent");
    if (!part) return;
    part.open = true;
    part.scrollIntoView();
    part.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", open);

  // for the mouse: a cell leads to its target in the agent's part; the keyboard has the agent's link
  document.addEventListener("click", (event) => {
    const cell = event.target.closest(".matrix td");
    const entry = cell && byRow.get(cell.parentElement);
    const place = entry && entry.part && entry.part.querySelector(`[data-t="${cell.cellIndex - 1}"]`);
    if (!place || getSelection().toString()) return;
    entry.part.open = true;
    place.scrollIntoView({ block: "center" });
  });

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])").filter((part) => !part.hidden);
    for (const part of closed) part.open = true;
  });
  addEventListener("afterprint", () => { for (const part of closed) part.open = false; });

  // what is jumped to lies below the filter, which stays at the top where there is room
  const below = () => {
    const stays = getComputedStyle(form).position === "sticky";
    document.documentElement.style.scrollPaddingTop = stays ? `${form.offsetHeight + 10}px` : "";
  };
  addEventListener("resize", below);

  form.hidden = false;
  below();
  open();
  later();
})();
