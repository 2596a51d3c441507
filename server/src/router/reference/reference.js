// Narrows the list of contents to what is typed; "/" leads there from anywhere.
(() => {
  const contents = document.getElementById("contents");
  const label = contents.querySelector(".search");
  const input = label.querySelector("input");
  const none = contents.querySelector(".none");
  const groups = [...contents.querySelectorAll("section")];
  label.hidden = false;
  const narrow = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const group of groups) {
      const items = [...group.querySelectorAll("li")];
      let here = 0;
      for (const item of items) {
        const text = (item.firstElementChild.dataset.find || item.textContent).toLowerCase();
        const fits = words.every((word) => text.includes(word));
        item.hidden = !fits;
        here += fits;
      }
      group.hidden = here === 0 && words.length > 0;
      shown += here;
    }
    none.hidden = shown > 0 || words.length === 0;
  };
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && input.value) {
      input.value = "";
      narrow();
      event.preventDefault();
    }
    if (event.key === "Enter") contents.querySelector("li:not([hidden]) a")?.click();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    event.preventDefault();
    input.focus();
  });
})();
