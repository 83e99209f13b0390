/* Composer: prepared texts, and what fits behind a sign that is being typed. Everything here is also a link on the page. */
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (name, answer, early = false) => document.addEventListener(name, answer, early);
const field = () => $("#composer-body"), list = () => $("#completion");

/* words go where the caret is, as if they were typed: the draft is kept and the field grows */
function put(words, from = field().selectionStart, to = field().selectionEnd) {
  field().focus();
  field().setRangeText(words, from, to, "end");
  field().dispatchEvent(new Event("input", { bubbles: true }));
}

/* -- a text that was chosen from the list ---------------------------------------------------------------------- */
on("click", (event) => {
  const chosen = event.target.closest?.(".picker [data-insert]");
  if (!chosen || !field()) return;
  event.preventDefault();
  $("#dialog")?.close();
  put(chosen.dataset.insert);
});

/* -- completion: a sign at the beginning of a word asks, once the keys pause -------------------------------------- */
const SIGNS = {
  "::": { source: "texts", when: () => true },
  "@": { source: "names", when: () => $(".composer [value=note]").checked }, /* people are called in notes only */
};
const asked = () => {
  const body = field(), before = body.value.slice(0, body.selectionStart);
  const [, sign, words] = before.match(/(?:^|\s)(::|@)([\w.-]{0,60})$/) ?? [];
  const kind = sign && SIGNS[sign];
  return kind?.when() && list().dataset[kind.source] ? { from: before.length - sign.length - words.length, to: before.length, words, url: list().dataset[kind.source] } : undefined;
};
const options = () => (list()?.hidden === false ? $$("[role=option]", list()) : []);
const chosen = () => options().find((option) => option.getAttribute("aria-selected") === "true");
function choose(option) {
  options().forEach((other) => other.setAttribute("aria-selected", String(other === option)));
  option?.scrollIntoView({ block: "nearest" });
  option ? field().setAttribute("aria-activedescendant", option.id) : field()?.removeAttribute("aria-activedescendant");
}
function close() {
  const box = list();
  if (!box) return;
  box.replaceChildren(); box.hidden = true;
  choose();
}
let timer;
on("input", ({ target }) => {
  if (target !== field()) return;
  clearTimeout(timer);
  if (!asked()) return close();
  timer = setTimeout(() => {
    const now = asked();
    if (now) window.htmx.ajax("GET", `${now.url}?part=complete&q=${encodeURIComponent(now.words)}`, { target: list(), source: list() });
  }, 200);
});
on("htmx:afterSwap", ({ detail: { target } }) => {
  if (target !== list()) return;
  if (!asked() || !target.childElementCount) return close();
  target.hidden = false;
  choose(options()[0]);
});
function take(option) {
  const now = asked();
  close();
  if (now) put(option.dataset.insert, now.from, now.to);
}
on("click", (event) => { const option = event.target.closest?.("#completion [role=option]"); if (option) take(option); });
on("mousedown", (event) => { if (event.target.closest?.("#completion")) event.preventDefault(); }); /* the field keeps the focus */
on("focusout", ({ target }) => { if (target === field()) close(); });
on("keydown", (event) => {
  const all = event.target === field() ? options() : [], step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!all.length || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (step) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
  else if (event.key === "Escape") close();
  else if (["Enter", "Tab"].includes(event.key) && !event.shiftKey) take(chosen());
  else return;
  event.preventDefault(); event.stopPropagation();
}, true);
