// Marks in a reply the words that the link to it names, and copies its reference.
(() => {
  // What typesetters and messengers change; spaces do not count at all.
  const PLAIN = { "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‑": "-", "‐": "-" };
  const UNSEEN = /[\s\u00ad\u200b-\u200d\u2060\ufeff]/;
  const reply = document.querySelector(".pb-reply");

  // The characters of the reply, folded, and where each stands: its text node and place there.
  function letters(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const text = [], places = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      let at = 0;
      for (const sign of node.data) {
        if (!UNSEEN.test(sign)) {
          text.push(PLAIN[sign] ?? sign);
          places.push({ node, at, end: at + sign.length });
        }
        at += sign.length;
      }
    }
    return { text, places };
  }

  const folded = (words) => [...words.normalize("NFC")].filter((sign) => !UNSEEN.test(sign)).map((sign) => PLAIN[sign] ?? sign);

  // Where `words` begin in `text`, both lists of characters.
  function occurrences(text, words) {
    const found = [];
    for (let at = 0; words.length && at + words.length <= text.length; at += 1) {
      if (words.every((sign, n) => text[at + n] === sign)) found.push(at);
    }
    return found;
  }

  const nearest = (places, to) => places.reduce((best, at) => (Math.abs(at - to) < Math.abs(best - to) ? at : best));

  // The span [start, end) of the words; those of a long passage are its first and its last ones,
  // with "…" between them. Of several such spans it is the one nearest to where they stood.
  function span(text, words, [start, end]) {
    const whole = folded(words);
    const found = occurrences(text, whole);
    if (found.length) {
      const at = nearest(found, start);
      return [at, at + whole.length];
    }
    for (let joint = words.indexOf("…"); joint >= 0; joint = words.indexOf("…", joint + 1)) {
      const first = folded(words.slice(0, joint)), last = folded(words.slice(joint + 1));
      const begins = occurrences(text, first);
      if (!begins.length) continue;
      const at = nearest(begins, start);
      const ends = occurrences(text, last).map((n) => n + last.length).filter((n) => n >= at + Math.max(first.length, last.length));
      if (ends.length) return [at, nearest(ends, end ?? at)];
    }
    return null;
  }

  function marked(places) {
    const marks = [];
    for (let n = 0; n < places.length; ) {
      const { node, at } = places[n];
      while (n < places.length && places[n].node === node) n += 1;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, places[n - 1].end);
      const mark = document.createElement("mark");
      range.surroundContents(mark);
      marks.push(mark);
    }
    return marks;
  }

  function showWords() {
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const mark of reply.querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
    reply.normalize();
    const told = document.querySelector("[data-gone]");
    told.textContent = "";
    if (!asked.get("q")) return;
    const { text, places } = letters(reply);
    const stood = /^(\d{1,9})-(\d{1,9})$/.exec(asked.get("at") ?? "");
    const found = span(text, asked.get("q"), stood ? [Number(stood[1]), Number(stood[2])] : [0]);
    if (!found) {
      told.textContent = told.dataset.gone;
      return;
    }
    const [first] = marked(places.slice(...found));
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "center" });
  }

  // The clipboard's own interface needs https; without it the words are selected, to be copied.
  async function copyReference(button) {
    const words = document.querySelector("[data-reference]");
    const told = document.querySelector("[data-copied]");
    told.textContent = "";
    try {
      await navigator.clipboard.writeText(words.textContent);
    } catch {
      getSelection().selectAllChildren(words);
      if (!document.execCommand("copy")) return;
      button.focus();
    }
    told.textContent = told.dataset.copied;
  }

  const button = document.querySelector("[data-copy=reference]");
  button.hidden = false;
  button.addEventListener("click", () => copyReference(button));
  addEventListener("hashchange", showWords);
  showWords();
})();
