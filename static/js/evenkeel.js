/* Progressive enhancement for every page. Nothing here is needed to read, create, reply or resolve.
   HTMX moves the fragments; this file adds the theme, clocks, toasts, dialogs and the pulse of live updates.
   It writes no HTML from strings and evaluates nothing, so the CSP can stay  default-src 'self'. */
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const page = document.documentElement;
const on = (name, answer) => document.addEventListener(name, answer);
const make = (tag, props = {}, ...children) => { const el = Object.assign(document.createElement(tag), props); el.append(...children); return el; };

/* -- theme: the server renders the choice (profile, else cookie); local storage serves static pages ---------- */
const stored = { get: () => { try { return localStorage.getItem("theme"); } catch { return null; } },
                 set: (value) => { try { localStorage.setItem("theme", value); } catch { /* private window */ } document.cookie = `theme=${value}; path=/; max-age=31536000; samesite=lax`; } };
if (!page.dataset.theme && stored.get()) page.dataset.theme = stored.get();
const isDark = () => (page.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const turn = () => { page.dataset.theme = isDark() ? "light" : "dark"; stored.set(page.dataset.theme); };
on("click", (event) => { if (event.target.closest("[data-theme-toggle]")) turn(); });

$$("[data-script]").forEach((el) => { el.hidden = false; }); /* buttons that only this file answers */

/* -- clocks: the server sends instants and its own time; the page only counts and never decides -------------- */
const skew = (page.dataset.now ? Date.parse(page.dataset.now) : Date.now()) - Date.now();
const now = () => Date.now() + skew;
const [S, MIN, H, D, , JUST] = (page.dataset.units ?? "s,min,h,d,over,now").split(",");
const zone = { timeZone: page.dataset.tz || undefined };
const format = (instant, options) => new Intl.DateTimeFormat(page.lang || undefined, { ...zone, ...options }).format(instant);
const day = (instant) => format(instant, { year: "numeric", month: "2-digit", day: "2-digit" });

function span(seconds) {
  const s = Math.abs(seconds);
  if (s < 60) return `${Math.floor(s)} ${S}`;
  if (s < 3600) return `${Math.floor(s / 60)} ${MIN}`;
  if (s < 86400) return `${Math.floor(s / 3600)} ${H} ${Math.floor((s % 3600) / 60)} ${MIN}`;
  return `${Math.floor(s / 86400)} ${D} ${Math.floor((s % 86400) / 3600)} ${H}`;
}
/* under an hour "12 min", same day "10:41", this week "Mon 16:20", else "21 October" */
function ago(instant) {
  const s = (now() - instant) / 1000, clock = { hour: "2-digit", minute: "2-digit" };
  if (s < 60) return JUST;
  if (s < 3600) return span(s);
  if (day(instant) === day(now())) return format(instant, clock);
  return s < 6 * 86400 ? format(instant, { weekday: "short", ...clock }) : format(instant, { day: "numeric", month: "long" });
}
function tick() {
  if (document.hidden) return;
  for (const el of $$("time[data-countdown]")) el.textContent = span((Date.parse(el.dateTime) - now()) / 1000);
  for (const el of $$("time[data-relative]")) { const text = ago(Date.parse(el.dateTime)); if (el.textContent !== text) el.textContent = text; }
}
setInterval(tick, 1000); tick();

/* -- live updates: hx-trigger="poll" on an element with data-poll="15" (seconds) ------------------------------ */
let failures = 0, lastGood = now();
const polling = new WeakSet(), pulse = (el) => el.dispatchEvent(new CustomEvent("poll", { bubbles: true }));
function poll(el) {
  polling.add(el);
  const wait = Math.min(120, Number(el.dataset.poll) * 2 ** failures) * (0.9 + Math.random() * 0.2);
  setTimeout(() => { if (!el.isConnected || el.dataset.poll === "0") return; if (!document.hidden) pulse(el); poll(el); }, wait * 1000);
}
const pollNew = () => $$("[data-poll]").forEach((el) => { if (el.dataset.poll !== "0" && !polling.has(el)) poll(el); });
pollNew();
on("visibilitychange", () => { if (document.hidden) return; tick(); $$("[data-poll]:not([data-poll='0'])").forEach(pulse); });
on("htmx:afterRequest", (event) => {
  if (!event.target.matches?.("[data-poll]")) return;
  if (event.detail.successful) { failures = 0; lastGood = now(); } else failures += 1;
  const stale = $("[data-stale]");
  if (stale) { stale.hidden = failures < 2; const time = $("time", stale); if (time) time.textContent = format(lastGood, { hour: "2-digit", minute: "2-digit" }); }
});
on("htmx:afterSettle", () => { tick(); pollNew(); });

/* -- toasts: said once, politely; errors stay until dismissed. From a view: HX-Trigger {"toast": {"text": "…"}} - */
function icon(name) {
  const [svg, use] = ["svg", "use"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("class", "icon"); svg.setAttribute("aria-hidden", "true"); use.setAttribute("href", `${page.dataset.icons ?? "icons.svg"}#${name}`);
  svg.append(use);
  return svg;
}
function settle(el, seconds) {
  const close = make("button", { className: "btn btn-sm btn-icon", type: "button", onclick: () => el.remove() }, icon("close"));
  close.setAttribute("aria-label", $(".toasts")?.dataset.close ?? "Dismiss");
  el.append(close);
  if (el.dataset.tone === "red") return;
  let timer;
  const stop = () => clearTimeout(timer), start = () => { stop(); timer = setTimeout(() => el.remove(), seconds * 1000); };
  for (const name of ["pointerenter", "focusin"]) el.addEventListener(name, stop);
  for (const name of ["pointerleave", "focusout"]) el.addEventListener(name, start);
  start();
}
/* a modal dialog makes the rest of the page inert: while one is open, the toasts stand inside it */
function shelve(place = $("dialog[open]") ?? document.body) {
  const shelf = $(".toasts:not(.is-static)");
  if (shelf && shelf.parentNode !== place) place.append(shelf);
}
document.addEventListener("close", () => shelve(), true);
on("htmx:beforeSwap", ({ detail: { target } }) => { if (target.contains($(".toasts"))) shelve(document.body); });
function toast(text, { tone = "green", undo, again, link } = {}) {
  const el = make("div", { className: "toast" }, icon(tone === "green" ? "check" : "alert"), make("p", { textContent: text }));
  el.dataset.tone = tone;
  if (undo) { const button = make("button", { className: "btn btn-sm", type: "button", textContent: undo.label }); button.setAttribute("hx-post", undo.url); button.setAttribute("hx-swap", "none"); button.addEventListener("htmx:afterRequest", () => el.remove()); el.append(button); }
  if (again) el.append(make("button", { className: "btn btn-sm", type: "button", textContent: $(".toasts").dataset.again, onclick: () => { el.remove(); again(); } }));
  if (link) el.append(make("a", { className: "btn btn-sm", target: "_blank", ...link }));
  settle(el, undo ? 10 : 6);
  $(".toasts:not(.is-static)")?.append(el); window.htmx?.process(el);
  shelve();
}
$$(".toasts:not(.is-static) > .toast").forEach((el) => settle(el, 6)); /* messages of the page before */
on("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail));

/* whoever signs in again in another tab has a new secret: the form that was kept here is sent with that one */
on("htmx:configRequest", ({ detail: { headers, parameters, verb } }) => {
  const secret = verb !== "get" && document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (!secret) return;
  headers["X-CSRFToken"] = secret;
  if (parameters.csrfmiddlewaretoken) parameters.csrfmiddlewaretoken = secret;
});

/* -- refusals: what was typed stays where it is; the toast says so and offers the same step again --------------- */
const isTyped = () => $$("textarea, input:is(:not([type]), [type=text], [type=search])").some((el) => el.value !== el.defaultValue);
function refused({ detail }) {
  const words = $(".toasts")?.dataset, status = detail.xhr?.status ?? 0, from = detail.elt;
  if (!words || from.matches("[data-poll]")) return; /* live updates have their own words: "Not up to date since" */
  if (from.matches("[data-draft]")) { from.textContent = from.dataset.draft; return; } /* nobody asked: no toast */
  if (status === 401) {
    const href = `${words.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
    if (detail.requestConfig.verb === "get" && !isTyped()) return location.assign(href);
    return toast(words.signedOut, { tone: "red", link: { href, textContent: words.signInAgain } });
  }
  if (status === 429) return toast(words.busy.replace("{seconds}", detail.xhr.getResponseHeader("Retry-After") ?? "20"), { tone: "red" });
  if (status === 403 || status === 404) return toast(status === 403 ? words.forbidden : words.missing, { tone: "red" });
  toast(words.failed, { tone: "red", again: () => repeat(from) });
}
for (const name of ["responseError", "sendError", "timeout"]) on(`htmx:${name}`, refused);

/* -- a step is asked for on the version that its button shows: while something is being saved it waits for the new
      button, or the person would meet their own change as somebody else's ---------------------------------------- */
const repeat = (el) => (el.matches("form") ? el.requestSubmit() : el.click());
let held;
on("htmx:confirm", (event) => {
  const { elt, target, verb, path } = event.detail, saving = $("form[hx-post].htmx-request");
  if (!saving || saving === elt || target.id !== "dialog") return;
  event.preventDefault();
  held = () => { const again = elt.isConnected ? elt : $(`[hx-${verb}="${path}"]`); again?.focus({ preventScroll: true }); again && repeat(again); };
});
on("htmx:afterRequest", ({ detail }) => {
  if (!held || !detail.requestConfig?.elt.matches("form[hx-post]")) return;
  const go = held;
  held = undefined;
  detail.successful ? document.addEventListener("htmx:afterSettle", go, { once: true }) : go();
});

/* -- dialogs: invoker commands and light dismiss where the browser has them, the same by hand elsewhere ------- */
on("click", (event) => {
  const button = event.target.closest("button[commandfor]");
  const dialog = button && document.getElementById(button.getAttribute("commandfor"));
  if (dialog && !("commandForElement" in HTMLButtonElement.prototype)) button.getAttribute("command") === "show-modal" ? dialog.showModal() : dialog.close();
  if (event.target.matches("dialog[closedby=any]") && !("closedBy" in HTMLDialogElement.prototype)) event.target.close();
});

on("htmx:afterSwap", ({ detail: { target } }) => {
  const opening = target.id === "dialog" && target.childElementCount && !target.open;
  if (opening) target.showModal();
  /* a refused form comes back on its first error, a dialog opens on its first field */
  const wanted = opening ? ".body" : target.matches("dd[id^=prop-]") ? "form" : null; /* a property that is edited in place */
  ($("[aria-invalid=true]", target) ?? (wanted && $(`${wanted} :is(input:not([type=hidden]), select, textarea)`, target)))?.focus();
});
/* nothing typed is lost: a part in which a property is being edited waits until that is left */
on("htmx:oobBeforeSwap", (event) => { if ($(".is-editing", event.detail.target)) event.preventDefault(); });
/* the button of the step that was done may be gone: the focus goes to the next likely step, never to nowhere */
let acted = "";
on("incident:changed", (event) => { acted = event.detail.number ?? "incident"; });
on("htmx:afterSettle", () => {
  if (acted && document.activeElement === document.body && !$("dialog[open]")) ($("#head .action-bar :is(a, button)") ?? $(`#card-${CSS.escape(acted.toLowerCase())} a`))?.focus();
  acted = "";
});
on("dialog:close", () => $("#dialog")?.close());
$("#dialog")?.addEventListener("close", ({ target }) => target.replaceChildren());
