// The page's talk with the server. A part of page.js.

async function direct(name, ...data) {
  const response = await fetch(new URL(`run/${name}`, API), post(data));
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()).data[0];
}

const post = (data, signal) => ({
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ data }), signal,
});

// Yields what bot.web.answer_events yields; throws an Error named by a word of the page.
async function* asked(question, history, options, signal) {
  const sent = await fetch(new URL("call/ask", API), post([question, history, options], signal));
  if (sent.status === 429) throw new Error("limited");
  if (sent.status === 503) throw new Error("busy");
  if (!sent.ok) throw new Error("failed");
  const { event_id: id } = await sent.json();
  const stream = await fetch(new URL(`call/ask/${id}`, API), { signal });
  if (!stream.ok) throw new Error("failed");
  const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const messages = (text + value).split("\n\n");
    text = messages.pop();
    for (const message of messages) {
      const [, kind, data] = message.match(/^event: (\w+)\ndata: (.*)$/s) ?? [];
      if (kind === "error") throw new Error("failed");
      if (kind === "generating") yield JSON.parse(data)[0];
      if (kind === "complete") return;
    }
  }
}
