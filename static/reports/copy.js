// A press copies a block of the page: its text, with tabs between cells, and its table as HTML for Word.
"use strict";

(function () {
  function asText(block) {
    const lines = Array.from(block.querySelectorAll("p"), (one) => one.textContent.trim());
    for (const row of block.querySelectorAll("tr")) {
      lines.push(Array.from(row.children, (cell) => cell.textContent.trim()).join("\t"));
    }
    return lines.join("\n");
  }

  function asHtml(block) {
    const copy = block.cloneNode(true);
    for (const table of copy.querySelectorAll("table")) {
      table.setAttribute("border", "1");
      table.setAttribute("cellspacing", "0");
    }
    for (const cell of copy.querySelectorAll(".num")) cell.setAttribute("align", "right");
    return copy.innerHTML;
  }

  function bySelection(block) {
    const range = document.createRange();
    range.selectNodeContents(block);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return document.execCommand("copy");
  }

  async function copy(block) {
    try {
      const parts = { "text/plain": asText(block), "text/html": asHtml(block) };
      const blobs = Object.entries(parts).map(([type, text]) => [type, new Blob([text], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
      return true;
    } catch {
      return bySelection(block);
    }
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    const block = document.getElementById(button.dataset.copy);
    const status = document.querySelector("[data-copy-status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      status.textContent = (await copy(block)) ? button.dataset.copied : button.dataset.refused;
    });
  }
})();
