// What makes the sending form a little better where scripts run; nothing here is needed to send it.
"use strict";

// Rules that hold the words typed, offered under the box. Only a list of names comes back.
const list = document.getElementById("rules-found");
const box = document.querySelector("[name=rule_words]");
if (list && box) {
  box.setAttribute("list", list.id);
  let waiting = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => offer(box.value.trim()), 250);
  });
}

async function offer(typed) {
  if (typed.length < 3) return;
  try {
    const answer = await fetch(`${list.dataset.url}?q=${encodeURIComponent(typed)}`);
    if (!answer.ok) return;
    const found = await answer.json();
    list.replaceChildren(...found.rules.map((name) => new Option(name, name)));
  } catch {
    // On a bad line there is no list; what is typed is taken as it is.
  }
}

// Some work for the machine while the person writes: it shows that one page is sent by one browser.
const WORK_BITS = 16;
const form = document.querySelector("[data-sending]");
if (form && window.crypto && window.crypto.subtle) work();

async function work() {
  const key = form.elements.sending_key.value;
  const encoder = new TextEncoder();
  for (let nonce = 0; nonce < 2 ** 24; nonce += 1) {
    const hash = new DataView(await crypto.subtle.digest("SHA-256", encoder.encode(`${key}:${nonce}`)));
    if (hash.getUint32(0) >>> (32 - WORK_BITS) === 0) {
      form.elements.work.value = String(nonce);
      return;
    }
  }
}

// Published items that are like what is being written.
const similar = document.getElementById("similar");
const content = document.querySelector("[name=content]");
if (similar && content) {
  let waiting = 0;
  content.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => show(content.value.trim()), 900);
  });
}

async function show(typed) {
  if (typed.length < 20) return;
  try {
    const answer = await fetch(`${similar.dataset.url}?q=${encodeURIComponent(typed.slice(-400))}`);
    if (!answer.ok) return;
    const found = (await answer.json()).similar;
    similar.hidden = found.length === 0;
    similar.querySelector("ul").replaceChildren(
      ...found.map(({ title, url }) => {
        const link = Object.assign(document.createElement("a"), { href: url, textContent: title, target: "_blank" });
        const line = document.createElement("li");
        line.append(link);
        return line;
      }),
    );
  } catch {
    // On a bad line nothing is offered.
  }
}

// What is told about personal data names the agency that is chosen; the page says which one it showed.
const notice = document.getElementById("notice");
if (form && notice && form.elements.agency) form.elements.agency.addEventListener("change", tellOf);

async function tellOf() {
  const agency = form.elements.agency.value;
  try {
    const answer = await fetch(`${notice.dataset.url}?agency=${encodeURIComponent(agency)}`);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("notice");
    if (!found || form.elements.agency.value !== agency) return;
    notice.replaceChildren(...found.children);
    form.elements.notice_of.value = agency;
  } catch {
    // On a bad line the notice of any agency stays.
  }
}
