// The screens that anyone may open: hall, speaker, and the list of screens. They receive only what a person let through, and send nothing.
"use strict";

let shown = null;

function header(told) {
  const place = told.room || (told.question && told.question.room) || "";
  return el("header", "top", outside("span", "event", told.event), place && outside("span", "place", place), told.rehearsal && el("span", "rehearsal", say.rehearsal));
}

function session(told, label, one, className) {
  return el("section", `session ${className}`,
    el("h2", "", label, one.time && el("span", "when", label === say.next ? one.time : `${say.until} ${one.until}`), one.room && !told.room && outside("span", "where", one.room)),
    outside("p", "title", one.title), one.speakers.length ? outside("p", "speakers", one.speakers.join(", ")) : null);
}

function howToAsk(told) {
  return el("footer", "how", el("span", "", say.ask, " ", say.with), el("strong", "tag", `#${told.tag}`),
    told.networks.length ? el("span", "", say.on, " ", new Intl.ListFormat(told.language, { type: "disjunction" }).format(told.networks)) : null);
}

function whoAsked(question) {
  const others = question.people > 1 ? el("span", "people", `${question.people} ${say.people}`) : null;
  if (!question.name && !others) return null;
  return el("p", "asker", question.name && outside("bdi", "name", question.name), question.network && el("span", "network", question.network), others);
}

/** The question on stage, under the title of its own session where that is over: what is on now has nothing to do with it. */
function standing(question) {
  const text = outside("p", "question", question.text);
  text.dataset.id = question.id;
  return [question.about && el("p", "about", colon(say.session), outside("bdi", "", question.about)), el("div", "stand", text)];
}

function showHall(told) {
  shown = told;
  document.title = `${told.event} · ${told.room || say.hall}`;
  document.body.className = document.body.classList.contains("is-stale") ? "screen hall is-stale" : "screen hall";
  document.body.classList.toggle("asked", Boolean(told.question));
  if (told.question) {
    put(main, header(told), standing(told.question), whoAsked(told.question), howToAsk(told));
  } else {
    const on = told.on.slice(0, told.room ? 1 : 3).map((one) => session(told, say.now, one, "now"));
    const none = on.length || told.next ? null : el("p", "nothing", say.nothing);
    put(main, header(told), el("div", "idle", on, told.next && on.length < 3 ? session(told, say.next, told.next, "next") : null, none), el("p", "bigtag", `#${told.tag}`), howToAsk(told));
  }
  arrange();
}

function showSpeaker(told) {
  shown = told;
  document.title = `${told.room || told.event} · ${say.speaker}`;
  document.body.className = document.body.classList.contains("is-stale") ? "screen speaker is-stale" : "screen speaker";
  const left = el("p", "left");
  const list = told.waiting.map((one) => el("li", "", outside("span", "text", one.text), one.people > 1 ? el("span", "people", `${one.people}×`) : null));
  put(main,
    el("header", "top", outside("span", "event", told.on.length ? told.on[0].title : told.event), told.room && outside("span", "place", told.room), told.rehearsal && el("span", "rehearsal", say.rehearsal), left),
    told.question ? standing(told.question) : el("div", "stand", el("p", "question none", say.none)),
    told.question ? whoAsked(told.question) : null,
    list.length ? el("section", "coming", el("h2", "", say.next, told.more ? el("span", "when", `+ ${told.more} ${say.more}`) : null), el("ol", "", list)) : null);
  tick();
  arrange();
}

/** The time left of the session on in this room. */
function tick() {
  const left = document.querySelector(".left");
  if (!left || !shown || !shown.on.length || eventTime() === null) return;
  const seconds = Math.round(shown.on[0].end - eventTime());
  const minutes = Math.floor(Math.abs(seconds) / 60);
  left.textContent = Math.abs(seconds) >= 600 ? `${minutes} min` : `${minutes}:${String(Math.abs(seconds) % 60).padStart(2, "0")}`;
  left.append(el("small", "", seconds < 0 ? say.over : say.left));
  left.classList.toggle("soon", seconds < 300 && seconds >= 60);
  left.classList.toggle("late", seconds < 60);
}

function arrange() {
  const height = window.innerHeight, width = window.innerWidth;
  const question = document.querySelector(".question");
  if (question) fit(question, 12, Math.round(Math.min(height * 0.2, width * 0.13)));
  const sessions = document.querySelectorAll(".session .title");
  const share = sessions.length > 2 ? 0.6 : 1;
  for (const title of sessions) fit(title, 12, Math.round(Math.min(height * (title.closest(".next") ? 0.055 : 0.105), width * 0.09) * share));
  const tag = document.querySelector(".bigtag");
  if (tag) fit(tag, 12, Math.round(Math.min(height * 0.14, width * 0.14) * share));
}

function showViews(told) {
  document.body.className = "phone";
  document.title = told.event;
  const link = (path, label, name) => { const a = outside("a", "", label); a.href = name ? `${path}?room=${encodeURIComponent(name)}` : path; return a; };
  const row = (name, label) => el("li", "card", outside("h2", "", label), el("p", "acts", link("/hall", say.hall, name), link("/speaker", say.speaker, name)));
  put(main, el("header", "bar", outside("h1", "", told.event)), el("ul", "list", row(null, say.everywhere), told.rooms.map((name) => row(name, name))));
}

if (view === "hall") listen("hall", showHall);
if (view === "speaker") { listen("speaker", showSpeaker); setInterval(tick, 500); }
if (view === "views") listen("hall", showViews);
if (view === "hall" || view === "speaker") {
  window.addEventListener("resize", arrange);
  if (document.fonts) document.fonts.ready.then(arrange);
}
