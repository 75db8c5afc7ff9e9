// The source: a drawer beside the answer on the desk, a sheet over it on a phone. Each thing that it
// shows has an entry in the browser's history, so that "back" leads to the answer.

let opener = null; // what has the focus again when the source is closed

const sourceOf = (state) => state?.pbSource ?? null; // {place, key, n} or {place, key, uid}

function openSource(place, n, from) {
  if (!turns[place]?.panel) return;
  opener = from ?? opener;
  enter({ place, n: Number(n) });
}

function openRecord(uid) {
  enter({ place: sourceOf(history.state)?.place ?? 0, uid });
}

function enter(shown) {
  const source = { ...shown, key: turns[shown.place]?.key };
  const now = sourceOf(history.state);
  if (now && now.place === source.place && now.n === source.n && now.uid === source.uid) return showSource(source);
  const depth = now ? history.state.pbDepth + 1 : 1;
  history.pushState({ pbSource: source, pbDepth: depth }, "");
  showSource(source);
}

async function showSource({ place, n, uid }) {
  const dialog = $(".pb-source");
  if (uid && !(await showRecord(dialog, uid))) return;
  if (!uid) {
    dialog.innerHTML = turns[place].panel;
    for (const article of $$("article", dialog)) article.hidden = article.dataset.n !== String(n);
    tabs(dialog, String(n));
  }
  const isNew = !dialog.open;
  if (isNew) wide.matches ? dialog.show() : dialog.showModal();
  app.dataset.source = "";
  dialog.scrollTop = 0;
  $("article:not([hidden]) h2", dialog)?.focus({ preventScroll: true });
  mark($("article:not([hidden]) mark", dialog));
  if (isNew && wide.matches) opener?.closest(".pb-card")?.scrollIntoView({ block: "nearest" });
}

function tabs(dialog, n) {
  for (const tab of $$("[data-source]", dialog)) {
    if (tab.dataset.source === n) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

// Returns whether it is shown: a reader may have left while it was on its way.
async function showRecord(dialog, uid) {
  let html, trouble;
  try {
    html = await direct("record", { uid, language: app.lang });
  } catch (error) {
    trouble = make("p", { class: "pb-error", role: "alert" }, error.told ?? words.unreachable);
  }
  if (sourceOf(history.state)?.uid !== uid) return false;
  if (trouble) dialog.replaceChildren(trouble);
  else dialog.innerHTML = html;
  if (!$("[data-do=close]", dialog)) dialog.append(button(words.close, "close"));
  return true;
}

// Marks a quoted passage as the current one and counts it among all of the answer.
function mark(passage) {
  const dialog = $(".pb-source");
  const all = $$("mark", dialog);
  for (const other of all) other.toggleAttribute("data-current", other === passage);
  for (const count of $$("[data-passage]", dialog)) {
    count.textContent = filled(count.dataset.passage, { n: all.indexOf(passage) + 1, count: all.length });
  }
  passage?.scrollIntoView({ block: "center" });
}

function step(by) {
  const dialog = $(".pb-source");
  const all = $$("mark", dialog);
  const now = all.findIndex((passage) => passage.hasAttribute("data-current"));
  const next = all[(now + by + all.length) % all.length];
  const article = next.closest("article");
  if (article.hidden) {
    for (const other of $$("article", dialog)) other.hidden = other !== article;
    tabs(dialog, article.dataset.n);
    $(`[data-step="${by}"]`, article).focus({ preventScroll: true });
  }
  mark(next);
}

// Closes it by going back to the entry before it was opened; `focused`: then the opener has the focus.
function closeSource(focused = true) {
  if (!$(".pb-source")?.open) return;
  if (!focused) opener = null;
  if (sourceOf(history.state)) history.go(-history.state.pbDepth);
  else leave();
}

function leave() {
  const dialog = $(".pb-source");
  if (!dialog?.open) return;
  dialog.close();
  dialog.replaceChildren();
  delete app.dataset.source;
  if (opener?.isConnected) opener.focus();
  opener = null;
}

function travelled(event) {
  const source = sourceOf(event.state);
  const turn = source && turns[source.place]; // of another conversation it may be, by now
  if (turn && turn.key === source.key && (source.uid || turn.panel)) showSource(source);
  else leave();
}
