// "Was this useful?", where the operator keeps what readers say (bot/web/useful.py).

function drawUseful(box, turn) {
  const asked = $("template[data-useful]");
  if (!asked || box.children.length || turn.state !== "done" || turn.status === "rejected") return;
  box.lang = app.lang;
  box.append(turn.judged ? make("p", {}, words.useful_thanks) : asked.content.cloneNode(true));
}

function judge(verdict, place) {
  const box = $(".pb-useful", $(".pb-turns").children[place]);
  if (verdict === "yes") return sendVerdict(box, turns[place], { useful: true });
  const isAsked = verdict === "no";
  $("form", box).hidden = !isAsked;
  $("[data-first]", box).hidden = isAsked;
  return $(isAsked ? "input" : "[data-verdict=no]", box).focus();
}

function judgeWithReasons(form, place) {
  const said = new FormData(form);
  const why = { useful: false, reasons: said.getAll("reason"), comment: said.get("comment") };
  sendVerdict(form.closest(".pb-useful"), turns[place], why);
}

async function sendVerdict(box, turn, verdict) {
  const { question, status, uids } = turn;
  const sent = { method: "POST", headers: { "Content-Type": "application/json" } };
  sent.body = JSON.stringify({ ...verdict, question, status, uids });
  let isKept = false;
  try {
    isKept = (await fetch(new URL("api/feedback", BASE), sent)).ok;
  } catch { /* told below, as what the server refuses */ }
  const told = make("p", { tabindex: "-1" }, words[isKept ? "useful_thanks" : "useful_not_sent"]);
  if (isKept) {
    turn.judged = true;
    save();
    box.replaceChildren(told);
  } else {
    told.className = "pb-error";
    $(".pb-error", box)?.remove();
    box.append(told);
  }
  told.focus();
}
