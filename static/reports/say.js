// A press on a figure puts it where the cursor stands; without scripts the server puts it at the end.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=insert]");
  if (!button) return;
  const field = button.form.querySelector("textarea");
  event.preventDefault();
  field.setRangeText(button.value, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
