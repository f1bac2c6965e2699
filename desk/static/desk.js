// Makes the desk faster to use; every page works without it. Nothing here decides anything: it moves, fills in and submits forms.
"use strict";

const typing = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, dialog[open]");
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

document.documentElement.classList.add("scripted");

// --- Filters send themselves ---------------------------------------------------------------------------------------

for (const choice of all("[data-submit]")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

// --- The queue by keyboard -----------------------------------------------------------------------------------------

const rows = all("[data-queue] tbody tr");
let here = -1;

function goTo(number) {
  if (!rows.length) return;
  here = Math.max(0, Math.min(rows.length - 1, number));
  for (const [place, row] of rows.entries()) row.classList.toggle("here", place === here);
  one("a", rows[here]).focus({ preventScroll: true });
  rows[here].scrollIntoView({ block: "nearest" });
}

for (const [place, row] of rows.entries()) {
  row.addEventListener("focusin", () => {
    here = place;
    for (const [other, each] of rows.entries()) each.classList.toggle("here", other === place);
  });
}

// --- Choosing what is decided together -----------------------------------------------------------------------------

// What is ticked stays so while one goes from dossier to dossier and back; it is kept in this window and nowhere else.
const chosen = {
  of: (officer) => new Set(JSON.parse(sessionStorage.getItem(`chosen:${officer}`) ?? "[]")),
  keep: (officer, ticked) => sessionStorage.setItem(`chosen:${officer}`, JSON.stringify([...ticked])),
};
const together = one("[data-together]");
const boxes = together ? all("input[form=together]") : [];
let lastTicked = null;

function keepChosen() {
  const officer = together.dataset.together;
  const ticked = chosen.of(officer);
  for (const box of boxes) {
    if (box.checked && !box.disabled) ticked.add(box.value);
    else ticked.delete(box.value); // also what may not be decided now: whoever looks at it again ticks it again
  }
  chosen.keep(officer, ticked);
  const number = boxes.filter((box) => box.checked).length;
  const said = one("[data-picked]", together);
  said.dataset.none ??= said.textContent;
  said.textContent = number ? said.dataset.picked.replace("{number}", number) : said.dataset.none;
  one("[data-go]", together).disabled = !number;
}

function tick(box, range) {
  if (!box || box.disabled) return;
  const from = range && lastTicked ? boxes.indexOf(lastTicked) : -1;
  if (from < 0) box.checked = !box.checked;
  else tickFrom(from, boxes.indexOf(box), lastTicked.checked);
  lastTicked = box;
  keepChosen();
}

function tickFrom(from, to, on) {
  let room = Number(together.dataset.most) - boxes.filter((each) => each.checked).length;
  for (const each of boxes.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (each.disabled || each.checked === on || (on && room-- <= 0)) continue;
    each.checked = on;
  }
}

if (together) {
  const before = chosen.of(together.dataset.together);
  for (const box of boxes) if (!box.disabled && before.has(box.value)) box.checked = true;
  keepChosen();
  const way = rows.map((row) => ({ at: one(".what a", row).getAttribute("href"), is: one("input[form=together]", row)?.value }));
  sessionStorage.setItem("way", JSON.stringify(way.filter((each) => each.is)));
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && lastTicked) tickFrom(boxes.indexOf(lastTicked), boxes.indexOf(box), box.checked);
      lastTicked = box;
      keepChosen();
    });
  }
  one("[data-tick-all]", together)?.addEventListener("click", (event) => {
    event.preventDefault();
    tickFrom(0, boxes.length - 1, true);
    keepChosen();
  });
  addEventListener("pageshow", keepChosen); // a browser that goes back may bring its own ticks along
}

// From the dossier itself: it is chosen, and the next one of the queue that is not chosen yet comes up.
const choosing = one("[data-choose]");
if (choosing) {
  choosing.hidden = false;
  choosing.addEventListener("click", () => {
    const { choose: review, officer } = choosing.dataset;
    const way = JSON.parse(sessionStorage.getItem("way") ?? "[]");
    const ticked = chosen.of(officer).add(review);
    chosen.keep(officer, ticked);
    const next = way.slice(way.findIndex((each) => each.is === review) + 1).find((each) => !ticked.has(each.is));
    location.assign(next?.at ?? "/queue");
  });
}

const decidedFor = one("[data-on]")?.dataset.on;
if (decidedFor) {
  const ticked = chosen.of(decidedFor);
  for (const each of all("[data-decided]")) ticked.delete(each.dataset.decided);
  chosen.keep(decidedFor, ticked);
}

// --- Deciding by keyboard ------------------------------------------------------------------------------------------

function chooseOutcome(number) {
  const outcome = all("form[data-decide] input[name=outcome]")[number - 1];
  if (!outcome) return;
  outcome.checked = true;
  outcome.dispatchEvent(new Event("change", { bubbles: true }));
  outcome.focus();
}

for (const form of all("form[data-decide]")) {
  const reason = one("[data-reason-text]", form);
  const follow = () => {
    const chosen = one("input[name=outcome]:checked", form);
    reason.required = Boolean(chosen && "reason" in chosen.dataset);
  };
  form.addEventListener("change", follow);
  follow();
}

const keys = {
  j: () => goTo(here + 1),
  k: () => goTo(here - 1),
  c: () => (one("[data-claim]", rows[here] ?? document) ?? one("aside [data-claim]"))?.click(),
  x: () => (choosing ? choosing.click() : tick(rows[here] && one("input[form=together]", rows[here]), false)),
  X: () => tick(rows[here] && one("input[form=together]", rows[here]), true),
  d: () => (together ? one("[data-go]", together).click() : one("[data-go]")?.focus()),
  r: () => one("[data-reason-text]")?.focus(),
  g: () => location.assign("/queue"),
  "/": () => (one("[data-search]") ? one("[data-search]").focus() : location.assign("/search")),
  "?": () => one("#keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (event.key === "Escape" && typing(event.target)) event.target.blur();
  if (typing(event.target)) return;
  const act = /^[1-9]$/.test(event.key) ? () => chooseOutcome(Number(event.key)) : keys[event.key];
  if (act && one("#keys")) {
    event.preventDefault();
    act();
  }
});

// --- What is typed is not lost -------------------------------------------------------------------------------------

for (const form of all("form[data-guard]")) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  if (form.dataset.draft) keepDrafts(form, () => (changed = false));
}

function keepDrafts(form, kept) {
  const state = one("[data-draft-state]", form);
  let waiting;
  const save = async () => {
    state.textContent = form.dataset.saving;
    try {
      const typed = new FormData(form);
      for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name); // files go with the form
      const answer = await fetch(form.dataset.draft, { method: "POST", body: typed, redirect: "manual" });
      state.textContent = answer.ok ? form.dataset.saved : "";
      if (answer.ok) kept();
    } catch {
      state.textContent = ""; // away from the network: the warning before leaving still stands
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 800);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}

// --- A definition while it is written ------------------------------------------------------------------------------

for (const form of all("form[data-editor]")) {
  const text = one("textarea", form);
  const gutter = one(".gutter", form);
  const verdict = one("[data-verdict]", form);
  const list = one("[data-faults]", form);
  let waiting;
  let latest = 0;

  const goToLine = (line, column) => {
    const before = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus({ preventScroll: true });
    text.setSelectionRange(before + column - 1, before + column - 1);
    gutter.children[line - 1]?.scrollIntoView({ block: "center" });
  };

  const entry = (fault) => {
    const item = document.createElement("li");
    const place = document.createElement(fault.here ? "a" : "span");
    place.className = "code";
    place.textContent = fault.here ? `${fault.line}:${fault.column}` : `${fault.file}:${fault.line}`;
    if (fault.here) Object.assign(place, { href: `#line-${fault.line}` });
    if (fault.here) Object.assign(place.dataset, { line: fault.line, column: fault.column });
    const hint = document.createElement("span");
    hint.className = "quiet";
    hint.textContent = fault.hint;
    const code = document.createElement("span");
    code.className = "badge";
    code.textContent = fault.code;
    item.append(place, ` ${fault.reason} `, hint, " ", code);
    return item;
  };

  const show = (faults) => {
    const strong = document.createElement("strong");
    strong.textContent = faults.length ? form.dataset.faults.replace("{number}", faults.length) : form.dataset.sound;
    verdict.replaceChildren(strong);
    list.replaceChildren(...faults.map(entry));
    const lines = new Set(faults.filter((fault) => fault.here).map((fault) => fault.line));
    for (const [place, each] of [...gutter.children].entries()) each.classList.toggle("faulty", lines.has(place + 1));
  };

  const number = () => {
    const wanted = text.value.split("\n").length;
    while (gutter.children.length > wanted) gutter.lastElementChild.remove();
    while (gutter.children.length < wanted) {
      const line = document.createElement("li");
      line.textContent = gutter.children.length + 1;
      line.id = `line-${line.textContent}`;
      gutter.append(line);
    }
    text.rows = Math.max(wanted + 1, 12);
  };

  const check = async () => {
    const mine = ++latest;
    verdict.textContent = form.dataset.checking;
    try {
      const answer = await fetch(form.dataset.editor, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (mine === latest && answer.ok) show((await answer.json()).faults);
      else if (mine === latest) verdict.textContent = "";
    } catch {
      verdict.textContent = ""; // away from the network: what is typed stands, and the check comes with the next change
    }
  };

  text.addEventListener("input", () => {
    number();
    clearTimeout(waiting);
    waiting = setTimeout(check, 500);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(one("button.main", form));
    }
  });
  list.addEventListener("click", (event) => {
    const place = event.target.closest("[data-line]");
    if (!place) return;
    event.preventDefault();
    goToLine(Number(place.dataset.line), Number(place.dataset.column));
  });
  const asked = /^#line-(\d+)$/.exec(location.hash);
  if (asked) goToLine(Number(asked[1]), 1);
}

// --- The supplement request ----------------------------------------------------------------------------------------

const count = one("[data-count]");
if (count) {
  const without = count.textContent;
  const follow = () => {
    const ticked = all("[data-ask]:checked");
    count.textContent = ticked.length ? count.dataset.count.replace("{number}", ticked.length) : without;
    for (const box of all("[data-ask]")) one("input[name^='why:']", box.closest(".ask")).required = box.checked;
  };
  document.addEventListener("change", (event) => {
    follow();
    if (event.target.matches("[data-ask]:checked")) one("input[name^='why:']", event.target.closest(".ask")).focus();
  });
  follow();
}

// --- Parts of a form that only some cases ask for ------------------------------------------------------------------

const conditional = all("[data-when]");
if (conditional.length) {
  const hidden = (input) => input.closest("[data-when][hidden]");
  const answer = (form, pointer) => {
    const inputs = all(`[name="${CSS.escape(pointer)}"]`, form);
    if (!inputs.length) return undefined; // not on this page: what it says was settled when the page was made
    const chosen = inputs.find((input) => !hidden(input) && (!/radio|checkbox/.test(input.type) || input.checked));
    return chosen ? chosen.value : ""; // what is hidden or not chosen posts nothing
  };
  const applies = (part) => {
    const wanted = Object.entries(JSON.parse(part.dataset.when));
    const said = wanted.map(([pointer, values]) => [answer(part.closest("form"), pointer), values]);
    if (said.some(([given]) => given === undefined)) return !part.hidden;
    return said.every(([given, values]) => values.some((value) => String(value ?? "") === given));
  };
  const follow = () => {
    // What is hidden now may have been the condition of another part.
    for (let round = 0; round < 5; round++) for (const part of conditional) part.hidden = !applies(part);
    for (const part of conditional) {
      for (const input of all("input, select, textarea", part)) input.disabled = Boolean(hidden(input));
      part.closest("details")?.toggleAttribute("open", !part.hidden || Boolean(part.closest("details[open]")));
    }
  };
  document.addEventListener("change", follow);
  follow();
}

one("#problems, .form-problems")?.focus();
