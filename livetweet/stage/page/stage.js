// What all views share: words, elements, the stream that comes back by itself, the event's time, text as large as its room.
"use strict";

const WORDS = {
  en: {
    stale: "Not up to date: looking for the stage…", now: "Now", next: "Next", nothing: "Nothing is on just now", ask: "Ask your question", with: "with",
    on: "on", reply: "or reply to our posts", left: "left", over: "over time", waiting: "Waiting", more: "more", none: "No question yet",
    rehearsal: "Rehearsal", people: "people ask", everywhere: "All rooms", until: "until",
    onStage: "On stage", approve: "Approve", toApprove: "To approve", dismiss: "No", stage: "On stage", answered: "Answered", park: "Park", drop: "Drop",
    up: "Move up", undo: "Undo", parked: "Parked", done: "Done with", shorten: "Shorten", split: "Split", merge: "Same as…", mergeHint: "Tap the question that is the same", session: "Session",
    empty: "Nothing here yet.", cancel: "Cancel", save: "Save", original: "Original", draft: "Write", quote: "Quote", picture: "Picture",
    said: "What was said", describe: "Describe the picture for those who cannot see it", send: "Send as a draft", sent: "The desk has it as a draft.", hand: "A question asked aloud",
    deleted: "deleted by its author", edited: "edited by its author", outlived: "its session is over", private: "not public", link: "Open this page with the link that the desk shows.", inbox: "Inbox",
    marks: { question: "question", "on stage": "on stage", answers: "being answered", answered: "answered", read: "read", dismissed: "dismissed", private: "private" },
    noRoom: "There is no such room in the programme:", views: "Screens", hall: "Hall screen", speaker: "Speaker", byHand: "Answer by hand", nosession: "No session", likes: "likes", gone: "deleted", tooLarge: "This picture cannot be read.", failed: "The stage does not answer: try again.",
  },
  fr: {
    stale: "Pas à jour\u00a0: recherche de la scène…", now: "En ce moment", next: "Ensuite", nothing: "Rien pour l’instant", ask: "Posez votre question", with: "avec",
    on: "sur", reply: "ou en réponse à nos messages", left: "restantes", over: "de dépassement", waiting: "En attente", more: "de plus", none: "Pas encore de question",
    rehearsal: "Répétition", people: "personnes la posent", everywhere: "Toutes les salles", until: "jusqu’à",
    onStage: "À l’écran", approve: "Accepter", toApprove: "À accepter", dismiss: "Non", stage: "À l’écran", answered: "Répondue", park: "Garder", drop: "Écarter",
    up: "Remonter", undo: "Annuler", parked: "Gardées", done: "Terminées", shorten: "Raccourcir", split: "Séparer", merge: "Même question…", mergeHint: "Touchez la question qui est la même", session: "Session",
    empty: "Rien ici pour l’instant.", cancel: "Fermer", save: "Enregistrer", original: "Original", draft: "Écrire", quote: "Citation", picture: "Image",
    said: "Ce qui a été dit", describe: "Décrivez l’image pour qui ne peut pas la voir", send: "Envoyer comme brouillon", sent: "Le poste l’a reçu comme brouillon.", hand: "Une question posée à voix haute",
    deleted: "supprimée par son auteur", edited: "modifiée par son auteur", outlived: "sa session est terminée", private: "pas publique", link: "Ouvrez cette page avec le lien que montre le poste.", inbox: "Reçus",
    marks: { question: "question", "on stage": "à l’écran", answers: "réponse en cours", answered: "répondu", read: "lu", dismissed: "écarté", private: "privé" },
    noRoom: "Cette salle n’est pas au programme\u00a0:", views: "Écrans", hall: "Écran de salle", speaker: "Oratrice, orateur", byHand: "Répondre à la main", nosession: "Sans session", likes: "j’aime", gone: "supprimé", tooLarge: "Cette image ne peut pas être lue.", failed: "La scène ne répond pas\u00a0: réessayez.",
  },
};

const view = location.pathname.slice(1) || "views";
const room = new URLSearchParams(location.search).get("room");
const main = document.getElementById("main");
const stale = document.getElementById("stale");
let say = WORDS[(navigator.language || "en").startsWith("fr") ? "fr" : "en"];
let language = say === WORDS.fr ? "fr" : "en";

/** An element with CLASS and CHILDREN: strings become text, never markup. */
function el(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== false) made.append(child);
  return made;
}

/** Outside text: its own direction, apart from the line around it. */
function outside(tag, className, text) {
  const made = el(tag, className, text);
  made.dir = "auto";
  return made;
}

function button(label, className, act) {
  const made = el("button", className, label);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** NODES instead of what stands in PARENT. */
function put(parent, ...nodes) {
  parent.replaceChildren(...nodes.flat(Infinity).filter((node) => node !== null && node !== undefined && node !== false));
}

/** A French colon, mark or guillemet has a space that does not break. */
function colon(label) {
  return language === "fr" ? `${label}\u00a0: ` : `${label}: `;
}

/** Make the text of NODE as large as its box allows, between SMALLEST and LARGEST pixels. */
function fit(node, smallest, largest) {
  const fits = () => node.scrollHeight <= node.clientHeight && node.scrollWidth <= node.clientWidth;
  let low = smallest, high = largest;
  node.style.fontSize = `${high}px`;
  if (fits()) return;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    node.style.fontSize = `${middle}px`;
    if (fits()) low = middle; else high = middle;
  }
  node.style.fontSize = `${low}px`;
}

// ---- time: the event's, which in a rehearsal passes faster

let clock = null;

function keepTime(told) {
  clock = { now: told.now, speed: told.speed, read: performance.now() };
}

/** Seconds since 1970 at the event; null while nobody has told. */
function eventTime() {
  return clock && clock.now + ((performance.now() - clock.read) / 1000) * clock.speed;
}

// ---- the stream

const SILENCE = 13000;
let source = null;
let heard = performance.now();
let refusedFor = 0;

function heardFromStage(fresh) {
  heard = performance.now();
  setStale(!fresh);
}

function setStale(is) {
  stale.hidden = !is;
  stale.textContent = say.stale;
  document.body.classList.toggle("is-stale", is);
}

/** Show each document that comes; SHUT is called where this view needs a link that we do not have. */
function listen(name, show, shut) {
  const address = `/events/${name}${room ? `?room=${encodeURIComponent(room)}` : ""}`;
  const connect = () => {
    if (source) source.close();
    source = new EventSource(address);
    source.addEventListener("show", (event) => {
      const told = JSON.parse(event.data);
      say = WORDS[told.language] || WORDS.en;
      language = told.language;
      document.documentElement.lang = told.language;
      heardFromStage(true);
      show(told);
    });
    source.addEventListener("time", (event) => { keepTime(JSON.parse(event.data)); heardFromStage(true); });
    source.addEventListener("stale", () => heardFromStage(false));
    source.addEventListener("out", () => { source.close(); shut && shut(); });
    source.addEventListener("error", async () => {
      if (source.readyState !== EventSource.CLOSED) return;
      try {
        const { status } = await fetch(address, { method: "HEAD" });
        if (status === 401) { shut(); return; }
        if (status === 404) put(main, el("p", "empty", say.noRoom, " ", Object.assign(outside("a", "", room || ""), { href: "/" })));
      } catch { /* not there: try again */ }
      setTimeout(connect, 1500);
    });
  };
  connect();
  setInterval(() => {
    const quiet = performance.now() - heard;
    if (quiet > SILENCE) setStale(true);
    if (quiet > 2 * SILENCE) { heard = performance.now(); setStale(true); connect(); }
  }, 1000);
}

function rooms(told, path) {
  if (told.rooms.length < 2) return null;
  const chosen = (name) => (name === told.room ? "chosen" : "");
  const link = (name, label) => { const a = outside("a", chosen(name), label); a.href = name ? `${path}?room=${encodeURIComponent(name)}` : path; return a; };
  return el("nav", "rooms", link(null, say.everywhere), told.rooms.map((name) => link(name, name)));
}
