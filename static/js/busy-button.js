// A button that sends a form works once: a second click, or a second Enter, while the first is on its way does nothing.
// The button is disabled after the form's data has been collected, so that its own name and value are sent.
// A form that answers with a file, hence stays on the page, says data-busy="off".
(() => {
  const SAFETY_DELAY = 10000;
  const sending = new Map();

  const release = (form) => {
    const button = sending.get(form);
    sending.delete(form);
    if (button) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.dataset.busy === "off") return;
    if (sending.has(form)) {
      event.preventDefault();
      return;
    }
    const button = event.submitter;
    sending.set(form, button);
    setTimeout(() => {
      if (!button) return;
      button.disabled = true;
      button.setAttribute("aria-busy", "true");
    });
    setTimeout(() => release(form), SAFETY_DELAY);
  });

  // Back to a page that the browser kept as it was: its buttons work again.
  window.addEventListener("pageshow", () => [...sending.keys()].forEach(release));
})();
