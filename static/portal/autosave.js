// Saves a form field by field, at each change, and keeps the save line true.
//
// <form data-autosave="/reports/12/save/" data-csrf-cookie="{{ portal.csrf_cookie }}"> with components/save_line.html.
// A field's own state: data-version="7" (what the page last saw of it). Each change is one POST:
//   field=<name>  <name>=<value, once or more>  version=<data-version>  csrfmiddlewaretoken
// Controls inside one [data-together] are one answer: all of them are sent, and what the page last saw stands in
// the unit's <input type="hidden" data-seen>, which is sent too and takes each new version.
// The address answers JSON:
//   200 {"saved_at": "16:42", "version": 8, "understood": "một nghìn hai trăm"}  saved; understood may be
//       missing; "reads": "1.234" is how the box writes what was typed; where records stand beside the field,
//       also "agrees": true and "advice": "…", empty or what to do
//       and "findings": {"12": "<p>…"}: what stands in each [data-findings="12"] of the form from now on
//       and "shows": {"running-12": "15"}: what each [data-shows="running-12"] of the form says from now on
//   422 {"errors": ["…"]}     what is wrong with the value; the text stays, and the control names the reason
//   409 {"theirs": "12", "shown": "12, by …", "version": 9}  somebody else saved it meanwhile; the person chooses
//                                                            (in a unit, theirs is {"name": "value", …})
//   401, 403 or a redirect                                   signed out; the text stays and is sent on coming back
// Anything else, and no answer at all, is tried again until it succeeds.
// What is said of a field stands in the unit's [data-notes], or else at the end of its place.
// A button [data-take="12"] in a unit puts that answer into it, as if it were typed.
// A long text is not left to its end: it is also saved whenever the typing pauses.
"use strict";

const RETRY_AFTER = [2000, 4000, 8000, 15000, 30000];
const PAUSE_IN_TYPING = 4000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-save-line]") || document.querySelector("[data-save-line]");
    this.waiting = new Map();
    this.busy = false;
    this.stopped = new Set();
    this.held = new Map();
    this.failures = 0;
    form.addEventListener("input", (event) => this.typed(event.target));
    form.addEventListener("change", (event) => this.changed(event.target));
    form.addEventListener("click", (event) => this.taken(event));
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.next());
    window.addEventListener("focus", () => this.release());
    window.addEventListener("beforeunload", (event) => this.leaving(event));
  }

  say(kind, words) {
    if (!this.line) return;
    this.line.className = "save-line" + (kind ? " is-" + kind : "");
    this.line.textContent = words;
  }

  typed(field) {
    if (!this.covers(field)) return;
    this.unsent = field;
    this.say("", this.line?.dataset.typing);
    clearTimeout(this.pause);
    if (field.localName === "textarea") this.pause = setTimeout(() => this.changed(field), PAUSE_IN_TYPING);
  }

  changed(field) {
    if (!this.covers(field) || this.submitting) return;
    clearTimeout(this.pause);
    this.unsent = null;
    this.waiting.set(field.name, field);
    this.stopped.delete(field.name);
    this.release();
  }

  taken(event) {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    event.preventDefault();
    const unit = button.closest("[data-together]");
    let main = null;
    unit.querySelectorAll("input").forEach((one) => {
      if (one.type === "radio") one.checked = one.value === button.dataset.take;
      else if (one.type === "checkbox") one.checked = false;
      else if (one.type === "text") one.value = button.dataset.take;
      if (one.type === "text" || one.checked) main = one;
    });
    main.focus();
    this.changed(main);
  }

  covers(field) {
    return field.name && field.type !== "file" && field.type !== "hidden" && !field.hasAttribute("data-no-autosave");
  }

  submitted(event) {
    if (event.defaultPrevented) return;
    this.submitting = true;
    this.waiting.clear();
  }

  leaving(event) {
    if (this.submitting) return;
    if (this.busy || this.unsent || this.waiting.size > 0 || this.stopped.size > 0) event.preventDefault();
  }

  body(field) {
    const data = new URLSearchParams({ field: field.name, version: field.dataset.version || "" });
    this.sent = this.together(field).find((one) => one.type === "text")?.value;
    const all = new FormData(this.form);
    for (const name of new Set(this.together(field).map((one) => one.name)))
      for (const value of all.getAll(name)) data.append(name, value);
    data.set("csrfmiddlewaretoken", this.token());
    return data;
  }

  // The cookie's token, not the page's: it stays right after a new sign-in in another tab.
  token() {
    const name = this.form.dataset.csrfCookie || "csrftoken";
    const cookie = document.cookie.split("; ").find((part) => part.startsWith(name + "="));
    return cookie ? cookie.slice(name.length + 1) : this.form.elements.csrfmiddlewaretoken?.value || "";
  }

  async next() {
    const first = this.waiting.entries().next();
    if (this.busy || first.done) return;
    const [name, field] = first.value;
    this.waiting.delete(name);
    this.busy = true;
    this.say("", this.line?.dataset.saving);
    let answer = null;
    try {
      answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: this.body(field),
        headers: { Accept: "application/json" },
        redirect: "manual",
        credentials: "same-origin",
      });
      await this.take(field, answer);
      this.failures = 0;
    } catch {
      this.again(field);
    }
    this.busy = false;
    if (this.failures === 0) this.next();
  }

  async take(field, answer) {
    if (answer.status === 200) return this.saved(field, await answer.json());
    if (answer.status === 409) return this.conflict(field, await answer.json());
    if (answer.status === 422) return this.refused(field, await answer.json());
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return this.signedOut(field);
    throw new Error("not saved: " + answer.status);
  }

  again(field) {
    if (!this.waiting.has(field.name)) this.waiting.set(field.name, field);
    this.say("waiting", this.line?.dataset.offline);
    const pause = RETRY_AFTER[Math.min(this.failures, RETRY_AFTER.length - 1)];
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.next(), pause);
  }

  saved(field, answer) {
    if (answer.version !== undefined) this.sees(field, answer.version);
    this.clear(field);
    if (answer.findings) this.finds(answer.findings);
    if (answer.shows) this.shows(answer.shows);
    if (answer.reads !== undefined) this.reads(field, answer.reads);
    if (answer.understood) this.beside(field, "understood").textContent = answer.understood;
    this.place(field).querySelectorAll("[data-take]").forEach((button) => (button.hidden = answer.agrees === true));
    if (answer.advice) this.advise(field, answer.advice);
    if (this.stopped.size > 0) this.say("stopped", this.line?.dataset.refused);
    else if (this.waiting.size === 0 && !this.unsent) this.say("saved", this.line?.dataset.saved.replace("{time}", answer.saved_at));
  }

  advise(field, words) {
    const box = this.beside(field, "breach");
    box.setAttribute("role", "status");
    box.textContent = words;
    this.place(field).querySelector("details.answer-more")?.setAttribute("open", "");
  }

  refused(field, answer) {
    this.clear(field);
    this.stopped.add(field.name);
    const note = this.beside(field, "invalid-feedback");
    note.id = "error-of-" + field.name;
    note.setAttribute("role", "alert");
    note.textContent = answer.errors.join(" ");
    this.sameName(field).forEach((one) => {
      one.classList.add("is-invalid");
      one.setAttribute("aria-invalid", "true");
      this.describe(one, [note.id, ...this.describedBy(one)]);
    });
    this.say("stopped", this.line?.dataset.refused);
  }

  // Rendered by the portal's own template. A box that says the same is left alone: it is not read out again.
  finds(findings) {
    this.form.querySelectorAll("[data-findings]").forEach((box) => {
      const found = document.createElement("template");
      found.innerHTML = findings[box.dataset.findings] || "";
      if (box.textContent.trim() === found.content.textContent.trim()) return;
      box.replaceChildren(found.content);
      if (box.querySelector(".advice")) this.place(box).querySelector("details.answer-more")?.setAttribute("open", "");
    });
  }

  // Numbers that follow from those typed: cumulatives, ratios.
  shows(numbers) {
    this.form.querySelectorAll("[data-shows]").forEach((place) => {
      const words = numbers[place.dataset.shows];
      if (words !== undefined && words !== place.textContent) place.textContent = words;
    });
  }

  // The box shows the number as it was understood, unless the person types on.
  reads(field, words) {
    const box = this.together(field).find((one) => one.type === "text");
    if (box && box.value === this.sent && box !== this.unsent) box.value = words;
  }

  describedBy(control) {
    return (control.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
  }

  describe(control, ids) {
    if (ids.length > 0) control.setAttribute("aria-describedby", ids.join(" "));
    else control.removeAttribute("aria-describedby");
  }

  conflict(field, answer) {
    this.clear(field);
    this.stopped.add(field.name);
    const words = this.line?.dataset || {};
    const box = this.beside(field, "conflict");
    box.setAttribute("role", "alert");
    const list = document.createElement("dl");
    this.term(list, words.conflictMine, field.value);
    this.term(list, words.conflictTheirs, answer.shown || answer.theirs);
    box.append(list);
    this.choice(box, words.mine, () => this.keep(field, answer));
    this.choice(box, words.theirs, () => this.giveWay(field, answer));
    this.say("stopped", words.conflict);
  }

  term(list, name, value) {
    const dt = document.createElement("dt");
    const dd = document.createElement("dd");
    dt.textContent = name;
    dd.textContent = value;
    list.append(dt, dd);
  }

  choice(box, words, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-secondary btn-sm";
    button.textContent = words;
    button.addEventListener("click", act);
    box.append(button, " ");
  }

  keep(field, answer) {
    this.sees(field, answer.version);
    this.clear(field);
    this.changed(field);
    field.focus();
  }

  giveWay(field, answer) {
    const isUnit = answer.theirs !== null && typeof answer.theirs === "object";
    const theirs = isUnit ? answer.theirs : { [field.name]: answer.theirs };
    this.together(field).forEach((one) => {
      if (!(one.name in theirs)) return;
      if (one.type === "radio" || one.type === "checkbox") one.checked = one.value === String(theirs[one.name]);
      else one.value = theirs[one.name];
    });
    this.keep(field, answer);
  }

  signedOut(field) {
    this.stopped.add(field.name);
    this.held.set(field.name, field);
    if (!this.line) return;
    this.say("stopped", this.line.dataset.signedOut + " ");
    const link = document.createElement("a");
    link.href = this.line.dataset.signInUrl;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = this.line.dataset.signIn;
    this.line.append(link);
  }

  // What was held back while nobody was signed in is tried again.
  release() {
    this.held.forEach((field, name) => this.waiting.set(name, field));
    this.held.clear();
    this.next();
  }

  sameName(field) {
    return [...this.form.elements].filter((one) => one.name === field.name);
  }

  together(field) {
    const unit = field.closest("[data-together]");
    return unit ? [...unit.querySelectorAll("input[name], select[name], textarea[name]")] : this.sameName(field);
  }

  sees(field, version) {
    this.together(field).forEach((one) => {
      if ("seen" in one.dataset) one.value = version;
      else one.dataset.version = version;
    });
  }

  place(field) {
    return field.closest(".field") || field.closest("td") || field.parentElement;
  }

  clear(field) {
    this.place(field).classList.remove("has-error");
    this.place(field)
      .querySelectorAll("[data-autosave-note]")
      .forEach((note) => note.remove());
    this.together(field).forEach((one) => {
      this.stopped.delete(one.name);
      one.classList.remove("is-invalid");
      one.removeAttribute("aria-invalid");
      this.describe(one, this.describedBy(one).filter((id) => !id.startsWith("error-")));
    });
  }

  beside(field, kind) {
    const note = document.createElement("div");
    note.className = kind;
    note.dataset.autosaveNote = "";
    (this.place(field).querySelector("[data-notes]") || this.place(field)).append(note);
    return note;
  }
}

document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form));
