(() => {
  "use strict";
  const one = (selector) => document.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = one("#filter"), query = one("#query"), target = one("#target"), found = one("#found");
  const none = one(".none"), table = one(".matrix"), head = table.tHead.rows[0];
  const parts = all("details.agent"), rows = [...table.tBodies[0].rows];
  let texts = null;

  const textOf = (part) => all("h3, .facts dd", part).map((e) => e.textContent).join("\n").toLowerCase();

  const showTarget = (wanted) => {
    const only = wanted === "" ? -1 : Number(wanted) + 1;
    for (const row of [head, ...rows])
      for (let i = 1; i < row.cells.length; i++) row.cells[i].hidden = only > 0 && i !== only;
    for (const place of all(".place")) place.hidden = only > 0 && place.dataset.t !== wanted;
  };

  const apply = () => {
    texts ??= parts.map(textOf);
    const asked = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kinds = all("[name=kind]:checked").map((box) => box.value);
    const only = target.value === "" ? null : Number(target.value) + 1;
    let count = 0;
    rows.forEach((row, i) => {
      const cells = only ? [row.cells[only]] : [...row.cells].slice(1);
      const fits = asked.every((word) => texts[i].includes(word)) &&
        (!kinds.length || cells.some((cell) => kinds.some((kind) => cell.dataset.k.includes(kind))));
      row.hidden = parts[i].hidden = !fits;
      count += fits;
    });
    const agents = rows.length === 1 ? "agent" : "agents";
    found.textContent = count === rows.length ? `${count} ${agents}` : `${count} of ${rows.length} ${agents}`;
    none.hidden = count > 0;
    table.parentElement.hidden = count === 0;
  };

  let timer = 0;
  const soon = () => { clearTimeout(timer); timer = setTimeout(apply, 60); };
  query.addEventListener("input", soon);
  form.addEventListener("change", (event) => {
    if (event.target === target) showTarget(target.value);
    apply();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  form.addEventListener("reset", () => setTimeout(() => { showTarget(""); apply(); query.focus(); }));
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
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("td");
    const part = cell && parts[rows.indexOf(cell.parentElement)];
    const place = part && part.querySelector(`[data-t="${cell.cellIndex - 1}"]`);
    if (!place || getSelection().toString()) return;
    part.open = true;
    place.scrollIntoView({ block: "center" });
  });

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = parts.filter((part) => !part.open && !part.hidden);
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
})();
