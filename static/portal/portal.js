// What makes pages a little better where scripts run; nothing here is needed for a page to work.
"use strict";

// The list of what is wrong takes the focus, and the window's title says so too.
const summary = document.querySelector("[data-focus]");
if (summary) {
  summary.focus();
  document.title = "(!) " + document.title;
}

// A form is sent once: a second click while the first is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[method=post]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
});

// Back in a page kept by the browser, its forms may be sent again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

// On a desk what a telephone folds stands open, also where the style alone cannot say so.
if (matchMedia("(min-width: 48rem)").matches) {
  document.querySelectorAll("details.fold-phone").forEach((part) => (part.open = true));
}

// Printed is all that is folded; afterwards it is as it was.
let unfolded = [];
window.addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("main details:not([open])")];
  unfolded.forEach((part) => (part.open = true));
});
window.addEventListener("afterprint", () => unfolded.forEach((part) => (part.open = false)));

// A link to a place inside something folded opens it.
const unfold = () => {
  const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let part = place && place.closest("details:not([open])"); part; part = part.closest("details:not([open])")) {
    part.open = true;
    place.scrollIntoView();
  }
};
window.addEventListener("hashchange", unfold);
unfold();

// Saving without moving on keeps the place: the answer is the same page, and opens where it was left.
const PLACE = "place:" + location.pathname;
document.addEventListener("submit", (event) => {
  const stays = event.target.matches("[data-autosave]") && event.submitter && !event.submitter.name;
  if (stays && !event.defaultPrevented) sessionStorage.setItem(PLACE, String(scrollY));
});
window.addEventListener("load", () => {
  const place = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (place !== null && !document.querySelector("[data-focus]")) scrollTo({ top: Number(place), behavior: "instant" });
});

// Leaving a form with text that is not saved asks first.
// So does a form that the server sent back with what was typed: <form data-unsaved="typed">.
const unsaved = new Set(document.querySelectorAll('form[data-unsaved="typed"]'));
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.matches("[data-unsaved]")) unsaved.add(form);
});
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) unsaved.delete(event.target);
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size > 0) event.preventDefault();
});
