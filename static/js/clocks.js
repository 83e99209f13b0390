/* Service level clocks. The server says how much working time is left and when there will be any; this file counts down
   in between, and asks anew whenever the page comes back into view and every five minutes. It decides nothing: what the
   server answers goes. Nothing moves: only figures, the length of a bar and its colour change. */
const page = document.documentElement;
const skew = (page.dataset.now ? Date.parse(page.dataset.now) : Date.now()) - Date.now();
const now = () => Math.floor((Date.now() + skew) / 1000);
const [, MIN, H, , OVER, , UNDER] = (page.dataset.units ?? "s,min,h,d,over,now,under 1 min").split(",");
const EVERY = 15_000, ANEW = 300_000;

function worked(open, from, to) {
  let seconds = 0;
  for (const pair of open ? open.split(",") : []) {
    const [start, end] = pair.split("-").map(Number);
    seconds += Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
  return seconds;
}
/* hours, never days: a day has as many working hours as its calendar says */
function span(seconds) {
  const minutes = Math.floor(Math.abs(seconds) / 60), rest = minutes % 60;
  if (!minutes && seconds) return UNDER;
  if (minutes < 60) return `${minutes} ${MIN}`;
  return rest ? `${(minutes - rest) / 60} ${H} ${rest} ${MIN}` : `${minutes / 60} ${H}`;
}
const write = (el, text) => { if (el && el.textContent !== text) el.textContent = text; };

function count(clock) {
  const { left, target, open, risk, at } = clock.dataset, moment = now();
  const rest = Number(left) - worked(open, Number(at), moment);
  write(clock.querySelector("time"), rest < 0 ? `${span(rest)} ${OVER}` : span(rest));
  clock.querySelector(".bar rect")?.setAttribute("width", Math.min(100, Math.floor(100 - (100 * rest) / Number(target))));
  const before = clock.dataset.health;
  if (rest < 0) clock.dataset.health = "breach";
  else if (before === "ok" && Number(risk) && Number(risk) <= moment) clock.dataset.health = "risk";
  return before !== clock.dataset.health;
}
/* what turned has other words too, and those the server knows */
function countAll() {
  if (document.hidden) return;
  const turned = [...document.querySelectorAll("[data-left]")].map(count);
  if (turned.includes(true)) ask();
}
const ask = () => { if (!document.hidden) for (const el of document.querySelectorAll("[data-reread]")) el.dispatchEvent(new CustomEvent("reread", { bubbles: true })); };

setInterval(countAll, EVERY);
setInterval(ask, ANEW);
document.addEventListener("visibilitychange", () => { countAll(); ask(); });
document.addEventListener("htmx:afterSettle", countAll);
