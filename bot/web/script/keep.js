// What a reader takes along: the clipboard, files, paper.

const MOST_SAVED = 50; // turns in a file: what the server takes

// The clipboard's own interface needs https; without it the old one still works.
async function copy(text, target, told = words.copied) {
  let isCopied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = make("textarea", {}, text);
    (target.closest("dialog") ?? document.body).append(box);
    box.select();
    isCopied = document.execCommand("copy");
    box.remove();
    target.focus();
  }
  tell(target, isCopied ? told : words.not_copied);
}

// Says what happened where the finger is.
function tell(target, text) {
  let told = target.nextElementSibling;
  if (!told?.matches(".pb-told")) target.after(told = make("span", { class: "pb-told", role: "status" }));
  told.textContent = "";
  requestAnimationFrame(() => { told.textContent = text; });
  clearTimeout(told.pbTimer);
  told.pbTimer = setTimeout(() => { told.textContent = ""; }, 12_000);
}

function toast(text) {
  const there = $(".pb-toast") ?? app.appendChild(make("p", { class: "pb-toast", role: "status" }));
  there.textContent = text;
  setTimeout(() => there.remove(), 12_000);
}

// Makes a file of the conversation, on the server, which forgets it.
async function saveAs(format) {
  const all = turns.filter((turn) => turn.kept).map((turn) => turn.kept);
  const kept = all.slice(-MOST_SAVED);
  if (kept.length < all.length) toast(filled(words.saved_last, { count: MOST_SAVED }));
  try {
    const { name, file } = await saved({ format, language: app.lang, address: BASE, turns: kept });
    const link = make("a", { download: name, href: URL.createObjectURL(file) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  } catch (error) {
    toast(error.told ?? words.unreachable);
  }
}

function printHead() {
  const address = turns.length === 1 ? linkTo(turns[0]) : BASE;
  $(".pb-print-head").textContent = filled(words.kept_from, { address, day: day(Date.now(), "long") });
}
