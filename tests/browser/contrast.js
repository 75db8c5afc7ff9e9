// Measures what is seen on the page: returns [what, contrast, contrast needed] for each.
({ fields, ringed }) => {
  const found = [];
  const parsed = (colour) => {
    const match = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(colour);
    if (!match) throw new Error(`a colour of another form: ${colour}`);
    return [+match[1], +match[2], +match[3], match[4] === undefined ? 1 : +match[4]];
  };
  const over = ([r, g, b, a], below) => [...[r, g, b].map((part, n) => part * a + below[n] * (1 - a)), 1];
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const named = (element) => element.tagName.toLowerCase() +
    [...element.classList].map((name) => `.${name}`).join("") +
    Object.keys(element.dataset).map((name) => `[data-${name}]`).join("");
  // What lies below an element's content.
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") throw new Error(`${named(at)} has an image for a ground`);
      layers.push(parsed(style.backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const faded = (element) => element ? +getComputedStyle(element).opacity * faded(element.parentElement) : 1;
  const measure = (what, element, colour, on, needed) => {
    const [r, g, b, a] = parsed(colour);
    const seen = over([r, g, b, a * faded(element)], on);
    found.push([`${what} of ${named(element)}`, contrast(seen, on), needed]);
  };
  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      box.width > 1 && box.height > 1 && box.right > 0 && !element.closest("[aria-disabled=true]");
  };
  const textNeeds = ({ fontSize, fontWeight }) =>
    parseFloat(fontSize) >= 24 || parseFloat(fontSize) >= 18.66 && +fontWeight >= 700 ? 3 : 4.5;
  const hasText = (element) => element.matches("select, input[type=date]") || element.value && element.matches("textarea") ||
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const drawn = (width, style, colour) => style !== "none" && parseFloat(width) > 0 ? colour : "rgba(0, 0, 0, 0)";

  // What lies behind a modal dialog is dimmed, and nobody is to read it.
  for (const element of (document.querySelector("dialog:modal") ?? document).querySelectorAll("*")) {
    if (!isSeen(element)) continue;
    const style = getComputedStyle(element);
    const within = (what, colour, needed) => measure(what, element, colour, ground(element), needed);
    const around = (what, colour) => measure(what, element, colour, ground(element.parentElement), 3);
    if (hasText(element)) within("text", style.color, textNeeds(style));
    else if (element.matches("textarea")) {
      within("placeholder", getComputedStyle(element, "::placeholder").color, textNeeds(style));
    }
    for (const pseudo of ["::before", "::after"]) {
      const made = getComputedStyle(element, pseudo);
      if (made.content.startsWith('"')) within(pseudo, made.color, textNeeds(made));
    }
    if (element.matches("svg")) within("icon", style.stroke, 3);
    if (element.matches(fields)) {
      around("border", drawn(style.borderTopWidth, style.borderTopStyle, style.borderTopColor));
    }
    const ring = drawn(style.outlineWidth, style.outlineStyle, style.outlineColor);
    if (ringed && element.matches(ringed) || parsed(ring)[3]) around("ring", ring);
  }
  return found;
}
