// The page: what the reader does, and how it begins.

const acts = {
  skip: () => $("#pb-question").focus(),
  stop: () => running?.abort(),
  home: begun,
  new: () => { $(".pb-conversations").close(); begun(); },
  conversations: listConversations,
  "close-list": () => $(".pb-conversations").close(),
  undo,
  print: () => window.print(),
  docx: () => saveAs("docx"),
  markdown: () => saveAs("markdown"),
  close: () => closeSource(),
  cancel: () => { edit(null); $("#pb-question").focus(); },
  reset: resetLimits,
  retry: (place) => ask(turns[place].question, { ...turns[place].options, language: app.lang }, place),
  edit,
  link: (place, target) => copy(linkTo(turns[place]), target),
  follow: (place, target) => copy(target.href, target, words.followed),
  whole: (place, target) => {
    const isWhole = target.parentElement.classList.toggle("pb-long");
    target.textContent = isWhole ? words.show_all : words.show_less;
    target.setAttribute("aria-expanded", String(!isWhole));
  },
};

function clicked(event) {
  if (!app) return; // no index: the page has links only
  for (const menu of $$(".pb-menu[open]")) if (!menu.contains(event.target) || event.target.closest(".pb-save li")) menu.open = false;
  const target = event.target.closest("button, a[data-do], a[data-source], a[data-card], a[data-language]");
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { dataset: data } = target;
  const item = target.closest(".pb-turn");
  const place = item ? [...item.parentNode.children].indexOf(item) : sourceOf(history.state)?.place;
  if (target.matches("a")) event.preventDefault();
  if (data.off) takeOff(data, place);
  else if (data.do === "ask") return; // the form's own
  else if (data.do in acts) acts[data.do](place, target);
  else if (data.source) openSource(place, data.source, item ? target : null);
  else if (data.card) $(`[data-n="${data.card}"] .pb-cite`, item).focus();
  else if (data.step) step(Number(data.step));
  else if (data.uid) openRecord(data.uid);
  else if (data.open) { $(".pb-conversations").close(); show(data.open); toTop(turns.length - 1); }
  else if (data.delete) remove(data.delete);
  else if (data.verdict) judge(data.verdict, place);
  else if (data.copy) copy(data.copy, target);
  else if (data.language) { keep(LANGUAGE, data.language); spoken(data.language); }
  else if ("ask" in data) ask(target.textContent.trim(), chosen());
}

function typed(event) {
  if (event.key === "Enter" && event.target.id === "pb-question" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  }
  if (event.key !== "Escape" || event.isComposing || !app) return;
  const menu = $(".pb-menu[open]");
  if (menu) {
    menu.open = false;
    $("summary", menu).focus();
  } else if ($(".pb-conversations").open) return; // the browser closes it
  else if ($(".pb-source").open) closeSource();
  else if (replaced !== null) acts.cancel();
  else return;
  event.preventDefault();
}

// ---- beginning ----

async function spoken(language) {
  closeSource(false);
  let html;
  try {
    html = await direct("frame", { language, ...("embed" in app.dataset ? { embed: 1 } : {}) });
  } catch (error) {
    return toast(error.told ?? words.unreachable);
  }
  const typed = new FormData($(".pb-composer"));
  root.innerHTML = html;
  started();
  if (!app) return; // no index any more: the page says so
  if (replaced !== null) edit(replaced);
  fillIn(typed);
  $("[data-language]")?.focus();
}

// Writes and chooses in a new form what stood in the one before it.
function fillIn(typed) {
  for (const field of $$(".pb-composer :is(textarea, select, [type=date])")) field.value = typed.get(field.name) ?? "";
  for (const box of $$(".pb-composer [type=checkbox]")) box.checked = typed.has(box.name);
  limits();
  sized();
}

// Makes the frame that stands in the document work.
function started() {
  app = $(".pb-page[data-words]", root);
  if (!app) return;
  document.documentElement.lang = app.lang;
  mainOnce();
  words = JSON.parse(app.dataset.words);
  $(".pb-composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  $(".pb-composer").addEventListener("input", () => { limits(); sized(); });
  $(".pb-turns").addEventListener("submit", (event) => {
    event.preventDefault();
    const item = event.target.closest(".pb-turn");
    judgeWithReasons(event.target, [...item.parentNode.children].indexOf(item));
  });
  $(".pb-source").addEventListener("cancel", (event) => { event.preventDefault(); closeSource(); });
  drawAll();
}

// Asked once: a page that is loaded again does not ask again.
function askedByLink() {
  const asked = app && askedBy(location);
  if (!asked) return;
  history.replaceState(null, "", location.pathname);
  show("");
  ask(asked.question, asked.options);
}

async function begin() {
  root.addEventListener("click", clicked);
  document.addEventListener("keydown", typed); // Escape counts wherever the focus is
  addEventListener("popstate", (event) => { if (app) travelled(event); });
  addEventListener("hashchange", askedByLink); // a link that is opened where the page is open
  addEventListener("beforeprint", () => { if (app) printHead(); });
  restore(kept(OPEN, sessionStorage));
  const language = kept(LANGUAGE);
  started();
  if (app && language && language !== app.lang && $(`[data-language="${CSS.escape(language)}"]`)) await spoken(language);
  if (sourceOf(history.state)) history.replaceState(null, "");
  askedByLink();
  if (app && !turns.length && !("embed" in app.dataset)) $("#pb-question").focus({ preventScroll: true });
}

// Gradio draws its page before or after this script has run; ours is moved into it as it is.
function adopted() {
  const home = document.getElementById("pb-app");
  if (!home || !root) return false;
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  if (home.moveBefore) home.moveBefore(root, null);
  else home.append(root);
  focused?.blur(); // Chromium else forgets :focus-within
  focused?.focus({ preventScroll: true });
  mainOnce();
  return true;
}

// Gradio's page is one main part, which then holds all of ours.
function mainOnce() {
  if (root.closest("main")) $("[role=main]", root)?.removeAttribute("role");
}

function look() {
  if (!root && (root = document.getElementById("pb-root"))) begin();
  if (adopted()) wait.disconnect();
}
const wait = new MutationObserver(look);
wait.observe(document, { childList: true, subtree: true });
look();
