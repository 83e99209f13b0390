/* Keys, bulk ticks and the palette of the agents' pages. Each is a second way to press what the page already shows.
   Stands alone beside evenkeel.js: an import by name would miss the file once its name carries a hash. */
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (name, answer) => document.addEventListener(name, answer);
const page = document.documentElement;

/* -- keys: a key presses the button that carries it, so it can never do what the page does not offer ---------- */
const rows = () => $$("[data-keynav] .q-row");
function move(step) {
  const all = rows(), here = all.findIndex((row) => row.matches("[aria-current=true]"));
  const next = all[Math.min(all.length - 1, Math.max(0, here + step))];
  all[here]?.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  $("a", next)?.focus({ preventScroll: true }); next.scrollIntoView({ block: "nearest" });
  next.dispatchEvent(new CustomEvent("current", { bubbles: true })); /* hx-trigger="current delay:150ms" loads the preview */
}
const seen = (selector) => $$(selector).find((el) => el.checkVisibility() && !el.disabled);
const offered = (key) => seen(`[aria-keyshortcuts~="${CSS.escape(key)}"]`);
/* focused first, so that a dialog knows where to give the focus back */
const press = (key) => { const el = offered(key); el?.focus({ preventScroll: true }); el?.click(); return Boolean(el); };
function write(mode) {
  const radio = $(`.composer input[value=${mode}]`);
  if (radio) { radio.click(); $("textarea", radio.closest(".composer")).focus(); }
  return Boolean(radio);
}
const current = (what) => { const el = $(`[data-keynav] [aria-current=true] ${what}`); el?.click(); return Boolean(el); };
function open(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) { dialog.showModal(); $("[role=combobox]", dialog)?.dispatchEvent(new Event("input")); }
  return Boolean(dialog);
}
const keys = {
  j: () => (rows().length ? (move(1), true) : press("j")), k: () => (rows().length ? (move(-1), true) : press("k")),
  o: () => current("a") || press("o"), x: () => current("input[type=checkbox]"),
  r: () => write("public") || press("r"), n: () => write("note") || press("n"),
  "/": () => open("palette") || press("/"), "?": () => open("keys"),
  Escape: () => { const ticked = $$("[data-keynav] input:checked"); ticked.forEach((box) => box.click()); return ticked.length > 0; },
};
let going = false;
on("keydown", (event) => {
  const palette = $("#palette"), command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === "k" && palette) { event.preventDefault(); palette.open ? palette.close() : open("palette"); return; }
  if (command && event.key === "Enter") { event.target.closest("form")?.requestSubmit(); return; }
  if (command || event.altKey || event.isComposing || page.dataset.shortcuts === "off") return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]") || $("dialog[open]")) return;
  if (going) { going = false; const link = seen(`[data-go="${CSS.escape(event.key)}"]`); if (link) { event.preventDefault(); link.click(); } return; }
  if (event.key === "g") { going = true; setTimeout(() => { going = false; }, 1200); return; }
  if (keys[event.key]?.() || (event.key.length === 1 && !keys[event.key] && press(event.key))) event.preventDefault();
});

/* by pointer only: Enter in the field presses its button too, and that is a search; keys go on after Esc, so no focus */
on("mousedown", (event) => { if (event.target.closest("[data-palette]")) event.preventDefault(); });
on("click", (event) => { if (event.detail && event.target.closest("[data-palette]") && open("palette")) event.preventDefault(); });

/* -- bulk selection: the bar shows by CSS; the script only counts and ticks all -------------------------------- */
on("change", (event) => {
  const table = event.target.closest?.("[data-keynav]");
  if (!table) return;
  const boxes = $$("tbody input[type=checkbox]", table), all = $("thead input[type=checkbox]", table);
  if (event.target === all) boxes.forEach((box) => { box.checked = all.checked; });
  const ticked = boxes.filter((box) => box.checked).length;
  if (all) { all.checked = ticked === boxes.length; all.indeterminate = ticked > 0 && ticked < boxes.length; }
  $$(".bulkbar output").forEach((out) => { out.textContent = ticked; });
});

/* -- palette: filters what the page has; HTMX adds what the server found once the keys pause --------------------- */
for (const palette of $$(".palette:not(.is-static)")) {
  const input = $("input", palette), none = $("[data-none]", palette);
  const options = () => $$("[role=option]", palette).filter((option) => !option.hidden);
  const choose = (option) => {
    $$("[aria-selected=true]", palette).forEach((other) => other.setAttribute("aria-selected", "false"));
    option?.setAttribute("aria-selected", "true"); option?.scrollIntoView({ block: "nearest" });
    option ? input.setAttribute("aria-activedescendant", option.id) : input.removeAttribute("aria-activedescendant");
  };
  const run = (option) => { palette.close(); const { href, press: key } = option.dataset; href ? location.assign(href) : keys[key]?.() || press(key); };
  const filter = () => {
    const words = input.value.replace(/^>/, "").toLowerCase().split(/\s+/).filter(Boolean);
    const isAnswer = $("[data-found]", palette)?.dataset.q === input.value.trim(); /* to what stands there now, not to earlier words */
    for (const option of $$("[role=option]", palette)) {
      if (isAnswer && option.closest("[data-found]")) { option.hidden = false; continue; }
      const key = option.dataset.press; /* what the page does not offer is no command */
      option.hidden = !words.every((word) => option.textContent.toLowerCase().includes(word)) || (key ? !offered(key) : input.value.startsWith(">"));
    }
    for (const group of $$("[role=group]", palette)) group.hidden = !$("[role=option]:not([hidden])", group);
    if (none) none.hidden = options().length > 0;
    choose(options()[0]);
  };
  input.addEventListener("input", filter);
  palette.addEventListener("htmx:afterSettle", filter);
  palette.addEventListener("close", () => { input.value = ""; filter(); });
  palette.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) run(option); });
  input.addEventListener("keydown", (event) => {
    const all = options(), here = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); choose(all[(here + step + all.length) % all.length]); }
    if (event.key === "Enter" && all[here]) { event.preventDefault(); run(all[here]); } /* else the form searches all incidents */
  });
}
