// The conversations, kept in this browser (localStorage) and nowhere else, each under a key of its
// own: two tabs never write to the same one.

const KEPT = "parlebot.conversation.";
const OPEN = "parlebot.open"; // in the tab's own store: what a reload shows again
const MOST_TURNS = 30; // of a conversation; of a longer one the oldest are let go
const LARGEST = 2_000_000; // characters of one, of the five million or so that a browser keeps

let turns = []; // {question, options, state, html, after, panel, kept, understood, lang, next, ...}
let open = { id: "", revision: 0 };
let deleted = null; // {id, text}: the one that can be had back

const newId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

function read(id) {
  try {
    const found = JSON.parse(kept(KEPT + id));
    return Array.isArray(found?.turns) && found.turns.length ? found : null;
  } catch { return null; }
}

// Newest first, of all tabs.
function all() {
  let keys = [];
  try { keys = Object.keys(localStorage).filter((key) => key.startsWith(KEPT)); } catch { /* refused */ }
  const found = keys.map((key) => ({ id: key.slice(KEPT.length), ...read(key.slice(KEPT.length)) }));
  return found.filter((one) => one.turns).sort((a, b) => b.at - a.at);
}

function save() {
  const done = turns.filter((turn) => turn.state === "done" && !turn.is_danger).slice(-MOST_TURNS);
  // In another site's frame there is no list from which to delete it.
  if (!done.length || "embed" in app.dataset) return;
  // A tab that was duplicated has the same conversation open: whoever comes second goes on in a new one.
  if (!open.id || (read(open.id)?.revision ?? open.revision) !== open.revision) open = { id: newId(), revision: 0 };
  const written = () => JSON.stringify({ at: Date.now(), revision: open.revision + 1, turns: done });
  let text = written();
  while (text.length > LARGEST && done.length > 1) {
    done.shift();
    text = written();
  }
  let others = all().filter((one) => one.id !== open.id);
  while (!keep(KEPT + open.id, text)) {
    const oldest = others.pop();
    if (!oldest) return; // nothing may be stored here
    localStorage.removeItem(KEPT + oldest.id);
    say(words.let_go);
    toast(words.let_go);
  }
  open.revision += 1;
  keep(OPEN, open.id, sessionStorage);
}

function restore(id) {
  const found = id ? read(id) : null;
  turns = found?.turns ?? [];
  open = { id: found ? id : "", revision: found?.revision ?? 0 };
  keep(OPEN, open.id, sessionStorage);
}

function show(id) {
  running?.abort();
  running = null;
  edit(null);
  closeSource();
  restore(id);
  drawAll();
}

function begun() {
  show("");
  $("#pb-question").focus();
}

// ---- the list ----

function listConversations() {
  const dialog = $(".pb-conversations");
  drawList(dialog);
  if (!dialog.open) dialog.showModal();
}

function drawList(dialog) {
  const items = all().map(({ id, at, turns: [first] }) => make("li", id === open.id ? { "aria-current": "true" } : {},
    make("button", { type: "button", class: "pb-conversation", "data-open": id, lang: first.lang },
      make("bdi", {}, first.question), make("small", { lang: app.lang }, day(at, "medium"))),
    make("button", { type: "button", class: "pb-small", "data-delete": id,
      "aria-label": filled(words.delete, { name: first.question }) }, "×")));
  const head = make("div", { class: "pb-dialog-head" }, make("h2", { tabindex: "-1" }, words.conversations));
  head.append(make("button", { type: "button", class: "pb-small", "data-do": "close-list" }, words.close));
  dialog.replaceChildren(head, make("button", { type: "button", class: "pb-primary", "data-do": "new" }, words.new_here));
  dialog.append(items.length ? make("ul", {}, ...items) : make("p", { class: "pb-note" }, words.no_conversations));
  if (deleted) dialog.append(make("p", { class: "pb-undo", role: "status" },
    make("bdi", {}, filled(words.deleted, { name: deleted.name })), button(words.undo, "undo")));
}

function remove(id) {
  deleted = { id, text: kept(KEPT + id), name: read(id)?.turns[0].question ?? "" };
  localStorage.removeItem(KEPT + id);
  if (id === open.id) show("");
  drawList($(".pb-conversations"));
  $(".pb-undo button").focus();
}

function undo() {
  const { id, text } = deleted;
  deleted = null;
  keep(KEPT + id, text);
  drawList($(".pb-conversations"));
  $(`[data-open="${CSS.escape(id)}"]`)?.focus();
}
