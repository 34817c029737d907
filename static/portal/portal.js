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

// Leaving a form with text that is not saved asks first.
const unsaved = new Set();
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
