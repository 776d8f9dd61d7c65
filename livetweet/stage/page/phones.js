// The views that need a link of their own: the moderator's, who decides, and the follower's, who reads.
"use strict";

const PICTURE = 2048;
let told = null;
let last = [];
let merging = null;
let sheet = null;

/** The link's token for a cookie, once; it leaves the address at once. */
async function enter(role) {
  const token = location.hash.slice(1);
  if (!token) return;
  history.replaceState(null, "", location.pathname + location.search);
  await fetch("/session", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ role, token }) });
}

function shut() {
  document.body.className = "phone";
  put(main, el("p", "empty", say.link));
  setStale(false);
}

async function post(path, wish) {
  let answer = null;
  try {
    answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(wish) });
  } catch { /* said below */ }
  const body = answer ? await answer.json().catch(() => ({})) : {};
  if (!answer || !answer.ok) { tell(body.error || say.failed, true); return null; }
  return body;
}

let telling = 0;
function tell(sentence, bad) {
  const note = document.querySelector(".note") || document.body.appendChild(el("p", "note"));
  note.setAttribute("role", "status");
  note.textContent = sentence;
  note.className = bad ? "note bad" : "note";
  clearTimeout(telling);
  telling = setTimeout(() => note.remove(), bad ? 8000 : 4000);
}

async function act(verb, id, more) {
  const done = await post("/act", { verb, id, room, ...more });
  if (!done) return;
  last = verb === "undo" ? [] : verb === "dismiss" ? [["bring back", id]] : done.questions.map((one) => ["undo", one]);
  redraw();
}

async function undo() {
  const steps = last;
  last = [];
  for (const [verb, id] of steps) await post("/act", { verb, id, room });
  redraw();
}

function notes(one) {
  const said = [];
  if (one.people > 1) said.push(el("span", "people", `${one.people}×`));
  if (one.likes) said.push(el("span", "", `♥ ${one.likes}`));
  if (one.flag) said.push(el("span", "flag", one.flag === "deleted" ? say.deleted : say.edited));
  if (one.showable === false && one.flag !== "deleted") said.push(el("span", "flag", say.private));
  if (one.state === "on stage" && one.outlived) said.push(el("span", "flag", say.outlived));
  if (one.session) said.push(outside("span", "session-name", one.session));
  return said;
}

function asked(one, className, ...buttons) {
  const who = one.askers.map((asker) => {
    const name = asker.url ? Object.assign(outside("a", "name", asker.name), { href: asker.url, target: "_blank", rel: "noopener noreferrer" }) : outside("bdi", "name", asker.name);
    return el("span", "", name, " ", el("small", "", asker.network));
  });
  const hand = (one.by_hand || []).map((address) => Object.assign(el("a", "hand", say.byHand), { href: address, target: "_blank", rel: "noopener noreferrer" }));
  const card = el("li", `card ${className}`, outside("p", "text", one.text), el("p", "meta", who, notes(one), hand), el("p", "acts", buttons));
  if (merging && merging !== one.id && one.state !== "on stage") {
    card.classList.add("target");
    card.addEventListener("click", () => { const kept = merging; merging = null; act("merge", kept, { other: one.id }); }, { capture: true, once: true });
  }
  return card;
}

function more(one) {
  return button("⋯", "quiet", () => open(one));
}

/** What else may be done with a question. */
function open(one) {
  const text = el("textarea", "");
  text.value = one.text;
  text.dir = "auto";
  text.maxLength = 2000;
  const choice = el("select", "", el("option", "", say.nosession), told.sessions.map((session) => Object.assign(el("option", "", session.title), { value: session.id })));
  choice.options[0].value = "";
  const close = (...then) => { sheet.remove(); sheet = null; if (then.length) act(...then); };
  sheet = el("div", "sheet", el("div", "panel",
    el("label", "", say.shorten, text), one.original ? outside("p", "meta", colon(say.original) + one.original) : null,
    el("p", "acts", button(say.save, "main", () => close("shorten", one.id, { text: text.value })), one.original ? button(say.original, "", () => close("shorten", one.id, { text: "" })) : null),
    one.state === "on stage" ? null : el("label", "", say.session, choice),
    one.state === "on stage" ? null : el("p", "acts", button(say.save, "", () => close("assign", one.id, { session: choice.value || null }))),
    el("p", "acts",
      one.state === "waiting" || one.state === "parked" || one.state === "on stage" ? button(say.merge, "", () => { close(); merging = one.id; tell(say.mergeHint); redraw(); }) : null,
      one.askers.length > 1 ? button(say.split, "", () => close("split", one.id)) : null,
      one.state === "waiting" || one.state === "parked" ? button(say.drop, "", () => close("drop", one.id)) : null,
      button(say.undo, "", () => close("undo", one.id)),
      button(say.cancel, "quiet", () => close()))));
  document.body.append(sheet);
}

function group(label, rows, className) {
  return rows.length ? el("section", className, el("h2", "", label, el("span", "when", String(rows.length))), el("ul", "list", rows)) : null;
}

function redraw() {
  if (!told) return;
  document.body.className = document.body.classList.contains("is-stale") ? "phone moderator is-stale" : "phone moderator";
  document.title = `${told.event} · ${told.room || say.everywhere}`;
  const candidates = told.candidates.map((one) => el("li", "card", outside("p", "text", one.text),
    el("p", "meta", el("span", "", outside("bdi", "name", one.name), " ", el("small", "", one.sign)), el("span", "", one.time), one.likes ? el("span", "", `♥ ${one.likes}`) : null, one.room && outside("span", "session-name", one.room)),
    el("p", "acts", button(say.approve, "main", () => act("approve", one.id)), button(say.stage, "", () => act("approve and stage", one.id)), button(say.dismiss, "quiet", () => act("dismiss", one.id)))));
  const stage = told.stage.map((one) => asked(one, "on", button(say.answered, "main", () => act("answer", one.id)), button(say.park, "", () => act("park", one.id)), more(one)));
  const waiting = told.waiting.map((one, place) => asked(one, one.raised ? "raised" : "", button(say.stage, "main", () => act("stage", one.id)),
    place ? button(say.up, "", () => act("up", one.id)) : null, button(say.park, "", () => act("park", one.id)), more(one)));
  const parked = told.parked.map((one) => asked(one, "", button(say.stage, "", () => act("stage", one.id)), more(one)));
  const over = told.over.map((one) => asked(one, "over", button(say.undo, "quiet", () => act("undo", one.id))));
  const nothing = told.candidates.length + told.stage.length + told.waiting.length + told.parked.length ? null : el("p", "empty", say.empty);
  put(main,
    el("header", "bar", outside("h1", "", told.event), told.rehearsal && el("span", "rehearsal", say.rehearsal), rooms(told, "/moderator")),
    group(say.onStage, stage, "stage"), group(say.waiting, waiting, "waiting"), group(say.toApprove, candidates, "candidates"), nothing,
    group(say.parked, parked, ""), group(say.done, over, "quietly"),
    el("footer", "tools", button(merging ? say.cancel : say.undo, merging || last.length ? "" : "off", () => { if (merging) { merging = null; redraw(); } else undo(); }), button(say.draft, "main", compose)));
}

// ---- to the desk

function compose() {
  const words = el("textarea", "");
  words.dir = "auto";
  words.maxLength = 2000;
  const file = Object.assign(el("input", ""), { type: "file", accept: "image/*" });
  const alt = el("textarea", "");
  alt.dir = "auto";
  alt.maxLength = 1500;
  alt.rows = 2;
  const described = el("label", "", say.describe, alt);
  described.hidden = true;
  const preview = el("img", "preview");
  preview.hidden = true;
  preview.alt = "";
  let picture = null;
  file.addEventListener("change", async () => {
    picture = file.files[0] ? await shrink(file.files[0]) : null;
    described.hidden = preview.hidden = !picture;
    if (picture) preview.src = URL.createObjectURL(picture);
    if (file.files[0] && !picture) tell(say.tooLarge, true);
  });
  const close = () => { sheet.remove(); sheet = null; };
  const send = button(say.send, "main", async () => {
    send.disabled = true;
    const done = await post("/draft", { kind: "quote", room, text: words.value, alt: alt.value, picture: picture && await base64(picture) });
    send.disabled = false;
    if (done) { close(); tell(say.sent); }
  });
  const raised = button(say.hand, "", async () => {
    const done = await post("/hand", { room, text: words.value });
    if (done) { close(); last = done.questions.map((one) => ["undo", one]); redraw(); }
  });
  sheet = el("div", "sheet", el("div", "panel", el("label", "", say.said, words), el("label", "", say.picture, file), preview, described,
    el("p", "acts", send, raised, button(say.cancel, "quiet", close))));
  document.body.append(sheet);
  words.focus();
}

/** FILE drawn anew as a JPEG: smaller, and without what a camera writes about place and time. */
async function shrink(file) {
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, PICTURE / Math.max(bitmap.width, bitmap.height));
    const canvas = el("canvas", "");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88));
  } catch { return null; }
}

function base64(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = failed;
    reader.readAsDataURL(blob);
  });
}

// ---- the follower

function showFollow(now) {
  document.body.className = document.body.classList.contains("is-stale") ? "phone follow is-stale" : "phone follow";
  document.title = `${now.event} · ${say.inbox}`;
  put(main,
    el("header", "bar", outside("h1", "", now.event), now.rehearsal && el("span", "rehearsal", say.rehearsal), rooms(now, "/follow")),
    now.posts.length ? null : el("p", "empty", say.empty),
    el("ul", "list", now.posts.map((one) => el("li", `card mark-${one.mark.replace(" ", "-")}`,
      el("p", "meta", outside("bdi", "name", one.name), outside("bdi", "handle", `@${one.handle}`), el("small", "", one.sign), el("span", "", one.time), one.likes ? el("span", "", `♥ ${one.likes}`) : null, one.mark !== "new" ? el("span", "flag", say.marks[one.mark]) : null),
      one.text === null ? el("p", "text gone", say.gone) : outside("p", "text", one.text)))));
}

if (view === "moderator") enter("moderator").then(() => listen("moderator", (now) => { told = now; redraw(); }, shut));
if (view === "follow") enter("follow").then(() => listen("follow", showFollow, shut));
