// A question on its way, and how a turn is drawn.

const MOST_EARLIER = 20; // questions that the server reads of a conversation
const LONG = 240; // characters of a question, from which on it is shown in part
const AT_WORK = ["waiting", "searching", "choosing", "answering"];

let running = null, replaced = null, draft = "";

// ---- asking ----

function chosen() {
  const form = new FormData($(".pb-composer"));
  const options = { language: app.lang, without: form.has("limits") ? [] : ["all"], aids: form.has("aids") };
  for (const name of ["country", "source", "ministry", "since", "until"]) options[name] = form.get(name) ?? "";
  return options;
}

async function ask(question, options, place = turns.length, alone = false) {
  if (running || !question.trim()) return;
  closeSource(false);
  const history = alone ? [] : turns.slice(0, place).map((turn) => turn.question);
  const turn = { key: newId(), question, options, state: "waiting", text: words.waiting, html: "", lang: options.language };
  turns[place] = turn;
  const mine = running = new AbortController();
  busy();
  drawTurn(place);
  say(words.waiting);
  toTop(place);
  // The keyboard of a phone would stand over the answer.
  if (matchMedia("(pointer: coarse)").matches) $(".pb-asked", itemOf(place)).focus({ preventScroll: true });
  try {
    for await (const event of asked(question, history, options, mine.signal)) {
      if (event.state === "next") turn.next = event.next;
      else Object.assign(turn, event);
      if (turns[place] !== turn) return; // another conversation is shown meanwhile
      if (event.state === "done") ended(mine);
      else if (event.state !== "next" && event.state !== "error") say(turn.text);
      drawTurn(place);
      if (event.state === "done") { view(); say(words.ready); save(); }
    }
    if (AT_WORK.includes(turn.state)) throw new Error("failed");
  } catch (error) {
    if (turn.state === "done") return; // only what comes after the answer is missing
    failed(turn, error, mine.signal.aborted);
  } finally {
    ended(mine);
    if (turns[place] === turn) { drawTurn(place); save(); }
  }
  if (turns[place] === turn && turn.state === "stopped") $("[data-do=retry]", itemOf(place)).focus();
}

function failed(turn, error, stopped) {
  turn.state = stopped ? "stopped" : "error";
  const known = ["busy", "limited", "failed"].includes(error.message) ? error.message : "unreachable";
  turn.note = error.told ?? words[stopped ? "stopped" : known];
  say(turn.note);
}

function ended(mine) {
  if (running === mine) running = null;
  busy();
}

function busy() {
  $("[data-do=ask]").setAttribute("aria-disabled", String(running !== null || tooLong() > 0));
  $("[role=log]").setAttribute("aria-busy", String(running !== null));
}

function submit() {
  const box = $("#pb-question");
  if (running || !box.value.trim() || tooLong() > 0) return box.focus();
  const place = replaced ?? turns.length;
  const question = box.value;
  box.value = "";
  edit(null);
  for (const menu of $$(".pb-menu")) menu.open = false;
  ask(question, chosen(), place);
}

const toTop = (place) => itemOf(place)?.scrollIntoView({ block: "start" });

// ---- the question's box ----

function sized() {
  const box = $("#pb-question");
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
  const over = tooLong();
  const told = $("#pb-length");
  const text = over > 0 ? filled(told.dataset.tooLong, { over: new Intl.NumberFormat(app.lang).format(over) }) : "";
  if (told.textContent !== text) told.textContent = text;
  box.setAttribute("aria-invalid", String(over > 0));
  busy();
}

function tooLong() {
  const box = $("#pb-question");
  return [...box.value].length - Number(box.dataset.longest);
}

// Says which question is being changed; null for none.
function edit(place) {
  const box = $("#pb-question");
  const wasEditing = replaced !== null;
  if (place !== null && !wasEditing) draft = box.value;
  replaced = place;
  const told = $(".pb-editing");
  told.hidden = place === null;
  $("span", told).textContent = place === null ? "" : filled(words.editing, { question: turns[place].question });
  if (place !== null) box.value = turns[place].question;
  else if (wasEditing) box.value = draft;
  sized();
  if (place !== null) box.focus();
}

function limits() {
  const form = $(".pb-composer");
  const used = ["country", "source", "ministry", "since", "until"].filter((name) => form.elements[name]?.value);
  $("[data-count]").textContent = used.length ? `(${used.length})` : "";
}

function resetLimits() {
  const form = $(".pb-composer");
  for (const field of $$("select, input[type=date]", form)) field.value = "";
  form.elements.limits.checked = true;
  limits();
}

function takeOff({ off, kind }, place) {
  const { question, options } = turns[place];
  const next = { ...options, without: [...options.without] };
  if (off === "found") next.without.push(kind);
  if (off === "wording") next.wordings = turns[place].wordings.filter((wording) => wording !== kind);
  if (off === "given") for (const name of kind === "period" ? ["since", "until"] : [kind]) {
    next[name] = "";
    const field = $(`#pb-${name}`);
    if (field) field.value = "";
  }
  limits();
  ask(question, next, place, off === "understood");
}

// ---- drawing ----

const itemOf = (place) => $(".pb-turns").children[place];

function drawAll() {
  $(".pb-turns").replaceChildren();
  turns.forEach((_, place) => drawTurn(place));
  view();
}

function view() {
  app.dataset.view = turns.length ? "chat" : "home";
  sized();
  // The browser's history has the title: what is asked in danger does not stand there.
  const first = turns.find((turn) => turn.state === "done" && !turn.is_danger);
  document.title = first ? `${first.question.slice(0, 60)} · ${app.dataset.title}` : app.dataset.title;
}

function drawTurn(place) {
  const turn = turns[place];
  const list = $(".pb-turns");
  let item = list.children[place];
  if (!item) {
    list.append(item = make("li", { class: "pb-turn" }));
    view();
  }
  if (item.pbTurn !== turn) emptied(item, turn);
  const [, understood, answer, after, progress, actions, next, useful] = item.children;
  item.dataset.state = turn.state;
  item.dataset.outcome = turn.outcome ?? "";
  item.lang = turn.lang;
  grow(understood, turn.understood ?? "");
  grow(answer, turn.html);
  if (turn.note && !$(".pb-error", answer)) answer.append(make("p", { class: "pb-error", lang: app.lang }, turn.note));
  if (turn.after && !after.children.length) after.innerHTML = turn.after;
  drawProgress(progress, turn);
  drawNext(next, turn);
  if (!AT_WORK.includes(turn.state) && !actions.children.length) drawActions(actions, turn);
  drawUseful(useful, turn);
}

function emptied(item, turn) {
  item.pbTurn = turn;
  const part = (name) => make("div", { class: `pb-${name}` });
  const question = make("h2", { class: "pb-asked", dir: "auto", tabindex: "-1" }, make("span", {}, turn.question));
  if (turn.question.length > LONG) {
    question.classList.add("pb-long");
    question.append(make("button", { type: "button", class: "pb-small", "data-do": "whole", "aria-expanded": "false" }, words.show_all));
  }
  item.replaceChildren(question, part("understood"), part("answer"), part("after"), part("progress"),
    make("p", { class: "pb-actions" }), part("next"), part("useful"));
}

function drawProgress(box, turn) {
  box.hidden = !AT_WORK.includes(turn.state);
  if (box.hidden) return box.replaceChildren();
  if (!box.children.length) {
    box.append(make("span", { class: "pb-wait", "aria-hidden": "true" }), make("span", {}), button(words.stop, "stop"));
  }
  box.children[1].textContent = turn.text;
}

function drawNext(box, turn) {
  if (!turn.next?.length || box.children.length) return;
  box.append(make("p", {}, words.ask_next), make("ul", {}, ...turn.next.map((question) =>
    make("li", {}, make("button", { type: "button", "data-ask": "" }, make("bdi", {}, question))))));
}

function drawActions(box, turn) {
  box.lang = app.lang;
  if (turn.state === "done") box.append(button(words.link, "link"));
  box.append(button(words.retry, "retry"), button(words.edit, "edit"));
  if (turn.uids?.length) box.append(make("a", { class: "pb-follow pb-small", href: feedOf(turn), "data-do": "follow" }, words.follow));
}

// Changes only what is new: a screen reader then reads each card once.
function grow(box, html) {
  const next = document.createElement("template");
  next.innerHTML = html;
  const count = next.content.children.length;
  [...next.content.children].forEach((part, n) => {
    const there = box.children[n];
    if (!there) box.append(part);
    else if (there.outerHTML !== part.outerHTML) there.replaceWith(part);
  });
  while (box.children.length > count) box.lastElementChild.remove();
}
