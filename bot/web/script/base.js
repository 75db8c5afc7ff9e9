// What all parts of the page's script share. HTML comes ready and escaped from the server
// (bot/web/templates); what is made here is made of elements and textContent only.
//
// bot/web/documents/files.py puts all files of this folder into one function: they share its names.

const BASE = document.baseURI.split(/[?#]/)[0].replace(/\/?$/, "/");
const LANGUAGE = "parlebot.language";
const wide = matchMedia("(min-width: 62rem)"); // as in style: the source is a drawer, else a sheet

let root, app, words;

const $ = (selector, within = app) => within.querySelector(selector);
const $$ = (selector, within = app) => [...within.querySelectorAll(selector)];

// Storage may be refused (private windows) or full: the page works without.
const keep = (name, value, store = localStorage) => {
  try { store.setItem(name, value); return true; } catch { return false; }
};
const kept = (name, store = localStorage) => { try { return store.getItem(name); } catch { return null; } };

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function button(text, act) {
  return make("button", { type: "button", class: "pb-small", "data-do": act }, text);
}

// Days as the reader's country writes them, where the browser's language is the page's.
const day = (at, dateStyle) => new Intl.DateTimeFormat(
  navigator.language.startsWith(app.lang) ? navigator.language : app.lang, { dateStyle }).format(at);

const filled = (text, places) => text.replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);

// For those who hear the page; what is to be seen stands where it happens.
function say(text) {
  const status = $(".pb-status");
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = text; });
}
