// The page's talk with the server.

async function direct(name, asked) {
  const address = new URL(`chat/${name}`, BASE);
  for (const [key, value] of Object.entries(asked)) address.searchParams.set(key, value);
  const response = await fetch(address, { headers: { "Accept-Language": asked.language } });
  const said = await response.json();
  if (!response.ok) throw Object.assign(new Error(), { told: said.error });
  return said.html;
}

// Yields what bot.web.answer_events yields; throws an Error named by a word of the page, or one with
// what the server `told`.
async function* asked(question, history, options, signal) {
  const stream = await fetch(new URL("chat/ask", BASE), {
    method: "POST", signal,
    headers: { "Content-Type": "application/json", "Accept-Language": app.lang },
    body: JSON.stringify({ ...options, question, history: history.slice(-MOST_EARLIER) }),
  });
  if (stream.status === 429) throw new Error("limited");
  if (stream.status === 503) throw new Error("busy");
  if (stream.status === 400) throw Object.assign(new Error(), { told: (await stream.json()).error });
  if (!stream.ok) throw new Error("failed");
  const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try { for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const messages = (text + value).split("\n\n");
    text = messages.pop();
    for (const message of messages) {
      const event = JSON.parse(message.slice("data: ".length));
      if (event.state === "failed") throw new Error("failed");
      yield event;
    }
  } } finally {
    reader.cancel().catch(() => {}); // who reads no further leaves the server to others
  }
}

// Returns the file made of what is kept, and its name.
async function saved(kept) {
  const response = await fetch(new URL("chat/save", BASE), {
    method: "POST", body: JSON.stringify(kept),
    headers: { "Content-Type": "application/json", "Accept-Language": kept.language },
  });
  if (!response.ok) throw Object.assign(new Error(), { told: (await response.json()).error });
  const named = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "");
  return { name: named?.[1] ?? `parlebot.${kept.format}`, file: await response.blob() };
}
