// Links to a question: all that its answer needs stands after the #, which no browser sends, so it
// is in no log of any server. Links of before, with ?q=, go on working.

const LIMITS = ["country", "source", "chamber", "ministry", "since", "until", "legislature", "number", "deputy"];

// What a turn asks, as it has to be asked where nothing was asked before it.
function asking(turn) {
  const asked = { q: turn.asks ?? turn.question };
  const { period = "", ...found } = turn.asks && turn.asks !== turn.question ? turn.found ?? {} : {};
  const [since, until] = period.split("/");
  const limits = { ...found, since, until };
  for (const name of LIMITS) {
    const value = turn.options[name] || limits[name];
    if (value) asked[name] = value;
  }
  if (turn.options.without.length) asked.without = turn.options.without.join(",");
  if (turn.options.wordings) asked.wordings = JSON.stringify(turn.options.wordings);
  return asked;
}

const linkTo = (turn) => `${BASE}#${new URLSearchParams(asking(turn))}`;

function feedOf(turn) {
  const { q, without, wordings, ...limits } = asking(turn);
  const asked = new URLSearchParams({ q, ...limits, language: turn.lang });
  for (const kind of turn.options.without) asked.append("without", kind);
  return `${BASE}feed?${asked}`;
}

// The question and the options of a link, or null if it asks none.
function askedBy(address) {
  const asked = new URLSearchParams(address.hash.slice(1) || address.search);
  const question = asked.get("q");
  if (!question) return null;
  const options = { language: app.lang, without: asked.get("without")?.split(",") ?? [] };
  for (const name of LIMITS) options[name] = asked.get(name) ?? "";
  try {
    if (asked.has("wordings")) options.wordings = JSON.parse(asked.get("wordings"));
  } catch { /* a link that was cut short: searched without them */ }
  return { question, options };
}
