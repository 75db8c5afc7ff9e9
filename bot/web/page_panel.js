// The source panel: which source is shown, which of its quoted passages. A part of page.js.

function showPanel(place, n, focus = true) {
  const turn = turns[place];
  if (!turn?.panel) return;
  const aside = $(".pb-aside");
  if (shown !== turn || !$(`[data-n="${n}"]`, aside)) aside.innerHTML = turn.panel;
  shown = turn;
  const first = $(`[data-n="${n}"] mark`, aside);
  showSource(n);
  mark(first, focus ? $(`[data-n="${n}"] h3`, aside) : null);
  if (!$("[data-do=back]", aside)) $("h2", aside)?.after(button(words.back, "back"));
}

function showSource(n) {
  const aside = $(".pb-aside");
  for (const article of $$("article", aside)) article.hidden = article.dataset.n !== String(n);
  for (const tab of $$(".pb-tabs button", aside)) {
    if (tab.dataset.source === String(n)) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

// Shows a quoted passage and counts it among all of the answer.
function mark(passage, focused) {
  const aside = $(".pb-aside");
  const all = $$("mark", aside);
  const count = $("[data-passage]", aside);
  for (const other of all) other.toggleAttribute("data-current", other === passage);
  if (count && passage) {
    const words = { n: all.indexOf(passage) + 1, count: all.length };
    count.textContent = count.dataset.passage.replace(/\{(n|count)\}/g, (_, name) => words[name]);
  }
  focused?.focus({ preventScroll: true });
  const wide = getComputedStyle(aside).overflowY === "auto";
  const place = passage ?? focused;
  if (wide && place) aside.scrollTop += place.getBoundingClientRect().top - aside.getBoundingClientRect().top - 120;
  else if (focused) place.scrollIntoView({ block: "center" });
}

function step(by) {
  const all = $$(".pb-aside mark");
  const now = all.findIndex((passage) => passage.hasAttribute("data-current"));
  const next = all[(Math.max(now, 0) + by + all.length) % all.length];
  showSource(next.closest("article").dataset.n);
  mark(next, next);
}

async function showRecord(uid) {
  const aside = $(".pb-aside");
  const before = shown;
  try {
    aside.innerHTML = await direct("record", { uid, language: app.lang });
  } catch {
    aside.replaceChildren(make("p", { class: "pb-error", role: "alert" }, words.unreachable));
  }
  shown = null;
  aside.prepend(button(words.back, "back"));
  aside.pbBack = before;
  aside.scrollTop = 0;
  ($("h3", aside) ?? aside).focus();
}

function back() {
  const aside = $(".pb-aside");
  const place = turns.indexOf(shown ?? aside.pbBack);
  if (!shown && place >= 0) return showPanel(place, 1);
  const cite = $(`.pb-turn:nth-child(${place + 1}) :is(.pb-cite, .pb-open)`);
  (cite ?? $("#pb-question")).focus();
}
