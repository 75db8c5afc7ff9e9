// The page's behaviour. HTML comes ready and escaped from the server (bot/web/templates);
// what is made here is made of elements and textContent only. The conversation is kept in this
// browser (localStorage) and nowhere else.
//
// bot/web/frame.py puts all page*.js into one function: they share its names.

const KEPT = "parlebot.turns.1";
const LANGUAGE = "parlebot.language";
const MOST_KEPT = 30; // turns; of a longer conversation the oldest are let go
const BASE = document.baseURI.split(/[?#]/)[0].replace(/\/?$/, "/");
const MOST_EARLIER = 20; // questions that the server reads of a conversation

let app, words, running = null, replaced = null, shown = null;
let turns = []; // {question, options, state, html, after, panel, markdown, understood, lang}

const $ = (selector, root = app) => root.querySelector(selector);
const $$ = (selector, root = app) => [...root.querySelectorAll(selector)];

// Storage may be refused (private windows) or full: the page works without.
const keep = (name, value) => { try { localStorage.setItem(name, value); return true; } catch { return false; } };
const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function button(text, act) {
  return make("button", { type: "button", "data-do": act }, text);
}

// ---- a question on its way ----

function chosen() {
  const form = new FormData($(".pb-form"));
  const options = { language: app.lang, without: form.has("limits") ? [] : ["all"], aids: form.has("aids") };
  for (const name of ["country", "source", "ministry", "since", "until"]) options[name] = form.get(name) ?? "";
  return options;
}

async function ask(question, options, place = turns.length, alone = false) {
  if (running || !question.trim()) return;
  const history = alone ? [] : turns.slice(0, place).map((turn) => turn.question);
  const turn = { question, options, state: "waiting", html: "", lang: options.language };
  turns[place] = turn;
  drawTurn(place);
  running = new AbortController();
  const { signal } = running;
  busy(true);
  say(words.waiting);
  $(".pb-turns").children[place].scrollIntoView({ block: "nearest" });
  try {
    for await (const event of asked(question, history, options, signal)) {
      Object.assign(turn, event);
      if (turn.state === "done") continue; // drawn below, when the next question can be asked
      say(turn.text);
      if (turns[place] === turn) drawTurn(place);
    }
    if (turn.state === "error") say("");
    else if (turn.state !== "done") throw new Error("failed");
    else say(words.ready);
  } catch (error) {
    const stopped = signal.aborted;
    turn.state = stopped ? "stopped" : "error";
    const known = ["busy", "limited", "failed"].includes(error.message) ? error.message : "unreachable";
    turn.note = error.told ?? words[stopped ? "stopped" : known];
    say(stopped ? turn.note : "");
  } finally {
    running = null;
    busy(false);
    if (turns[place] === turn) drawTurn(place);
    save();
  }
  if (turns[place] !== turn) return; // cleared meanwhile
  if (turn.panel && turn.state === "done") showPanel(place, 1, false);
  $(".pb-turns").children[place]?.scrollIntoView({ block: "start" });
}

function busy(yes) {
  $("[data-do=stop]").hidden = !yes;
  $("[data-do=ask]").setAttribute("aria-disabled", String(yes));
  $("[role=log]").setAttribute("aria-busy", String(yes));
}

function say(text) { $(".pb-status").textContent = text; }

function submit() {
  const box = $("#pb-question");
  if (running || !box.value.trim()) return box.focus();
  const place = replaced ?? turns.length;
  replaced = null;
  const question = box.value;
  box.value = "";
  ask(question, chosen(), place);
}

// ---- drawing ----

function drawTurn(place) {
  const turn = turns[place];
  const list = $(".pb-turns");
  let item = list.children[place];
  if (!item) list.append(item = make("li", { class: "pb-turn" }));
  if (item.pbTurn !== turn) {
    item.pbTurn = turn;
    item.replaceChildren(
      make("h2", { class: "pb-asked", dir: "auto" }, turn.question),
      make("div", { class: "pb-understood" }), make("div", { class: "pb-answer" }),
      make("div", { class: "pb-after" }), make("p", { class: "pb-actions" }),
      make("div", { class: "pb-useful" }),
    );
  }
  const [, understood, answer, after, actions, useful] = item.children;
  item.dataset.state = turn.state;
  item.lang = turn.lang;
  understood.innerHTML = turn.understood ?? "";
  grow(answer, turn.html);
  if (turn.note && !$(".pb-error", answer)) answer.append(make("p", { class: "pb-error", lang: app.lang }, turn.note));
  after.innerHTML = turn.after ?? "";
  const over = !["waiting", "searching", "choosing", "answering"].includes(turn.state);
  if (over && !actions.children.length) {
    actions.lang = app.lang;
    actions.append(button(words.retry, "retry"), button(words.edit, "edit"), button(words.link, "link"));
  }
  drawUseful(useful, turn);
  $(".pb-examples")?.toggleAttribute("hidden", turns.length > 0);
  $(".pb-keep").hidden = turns.length === 0;
}

// Changes only what is new: a screen reader then reads each statement once.
function grow(box, html) {
  const next = document.createElement("template");
  next.innerHTML = html;
  const count = next.content.children.length;
  [...next.content.children].forEach((statement, n) => {
    const there = box.children[n];
    if (!there) box.append(statement);
    else if (there.outerHTML !== statement.outerHTML) there.replaceWith(statement);
  });
  while (box.children.length > count) box.lastElementChild.remove();
}

// ---- keeping and sharing ----

function save() {
  const done = turns.filter((turn) => turn.state === "done");
  for (let from = Math.max(0, done.length - MOST_KEPT); from <= done.length; from++) {
    if (keep(KEPT, JSON.stringify(done.slice(from)))) return;
  }
}

function restore() {
  try { turns = JSON.parse(kept(KEPT)) ?? []; } catch { turns = []; }
  if (!Array.isArray(turns)) turns = [];
}

function clear() {
  running?.abort();
  try { localStorage.removeItem(KEPT); } catch { /* nothing was kept */ }
  turns = [];
  shown = replaced = null;
  start(app.lang);
}

function exported() {
  const today = new Intl.DateTimeFormat(app.lang, { dateStyle: "long" }).format(new Date());
  const parts = turns.filter((turn) => turn.markdown).map((turn) => turn.markdown);
  const about = $(".pb-about").textContent;
  const text = [`# ${words.export_of.replace("{day}", today)}\n\n${about}\n`, ...parts].join("\n");
  const link = make("a", { download: "parlebot.md", href: URL.createObjectURL(new Blob([text], { type: "text/markdown" })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// The clipboard's own interface needs https; without it the old one still works.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = make("textarea", {}, text);
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  say("");
  requestAnimationFrame(() => say(words.copied));
}

// ---- what the reader does ----

const acts = {
  stop: () => running?.abort(),
  clear,
  export: exported,
  print: () => window.print(),
  back,
  retry: (place) => ask(turns[place].question, { ...turns[place].options, language: app.lang }, place),
  edit: (place) => {
    replaced = place;
    $("#pb-question").value = turns[place].question;
    $("#pb-question").focus();
  },
  link: (place) => {
    const address = new URL(location.pathname, location.origin);
    // After the #, which no browser sends: the question stands in no log of any server.
    address.hash = new URLSearchParams({ q: turns[place].question });
    copy(String(address));
  },
};

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
  count();
  ask(question, next, place, off === "understood");
}

function clicked(event) {
  const target = event.target.closest("button");
  if (!target || !app.contains(target)) return;
  const item = target.closest(".pb-turn");
  const place = item ? [...item.parentNode.children].indexOf(item) : turns.indexOf(shown);
  const data = target.dataset;
  if (data.off) takeOff(data, place);
  else if (data.do in acts) acts[data.do](place);
  else if (data.source) showPanel(place, data.source);
  else if (data.step) step(Number(data.step));
  else if (data.uid) showRecord(data.uid);
  else if (data.verdict) judge(data.verdict, place);
  else if (data.copy) copy($("[data-reference]", target.closest("article")).textContent);
  else if (data.language) { keep(LANGUAGE, data.language); start(data.language); }
  else if ("example" in data) ask(target.textContent, chosen());
}

function count() {
  const form = $(".pb-form");
  const used = ["country", "source", "ministry", "since", "until"].filter((name) => form.elements[name]?.value);
  $("[data-count]").textContent = used.length ? `(${used.length})` : "";
}

// ---- beginning ----

async function start(language) {
  const root = document.getElementById("pb-app");
  const question = $("#pb-question", root)?.value ?? "";
  try {
    root.innerHTML = await direct("frame", { language });
  } catch (error) {
    root.replaceChildren(make("p", { class: "pb-error", role: "alert" }, error.told ??
      "Le serveur ne répond pas ; rechargez la page. The server does not answer; reload the page."));
    return;
  }
  app = $(".pb-page", root);
  if (!app) return; // no index: the server has said so
  document.documentElement.lang = language;
  words = JSON.parse(app.dataset.words);
  shown = null;
  $("#pb-question").value = question;
  $(".pb-form").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  $(".pb-form").addEventListener("input", count);
  $(".pb-turns").addEventListener("submit", (event) => {
    event.preventDefault();
    const item = event.target.closest(".pb-turn");
    judgeWithReasons(event.target, [...item.parentNode.children].indexOf(item));
  });
  $(".pb-form").addEventListener("reset", (event) => {
    const text = $("#pb-question").value;
    setTimeout(() => { $("#pb-question").value = text; count(); });
  });
  $("#pb-question").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  turns.forEach((_, place) => drawTurn(place));
  busy(running !== null);
}

// The question in a link: after the #, or in links of before after the ?.
const asksFor = (text) => new URLSearchParams(text).get("q");

async function begin(root) {
  root.addEventListener("click", clicked);
  const spoken = navigator.language.toLowerCase().startsWith("fr") ? "fr" : "en";
  restore();
  await start(kept(LANGUAGE) ?? spoken);
  const question = asksFor(location.hash.slice(1)) ?? asksFor(location.search);
  if (app && question) askedByLink(question);
  else if (app) $("#pb-question").focus({ preventScroll: true });
  addEventListener("hashchange", () => { // a link that is opened where the page is open
    const asked = asksFor(location.hash.slice(1));
    if (app && asked) askedByLink(asked);
  });
}

// Asked once: a page that is loaded again does not ask again.
function askedByLink(question) {
  history.replaceState(null, "", location.pathname);
  ask(question, chosen());
}

// Gradio draws the page before or after this script has run.
const wait = new MutationObserver(look);
function look() {
  const root = document.getElementById("pb-app");
  if (!root) return;
  wait.disconnect();
  begin(root);
}
wait.observe(document, { childList: true, subtree: true });
look();
