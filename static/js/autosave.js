// What is typed in a long form is kept on the server as it is typed.
//   <form data-autosave="{% url 'tenancies:draft' 'VISIT' household.public_id %}">
//   <p class="saved" data-autosave-status role="status"></p>   anywhere in the page
// Nothing is written in the browser's own storage. Without this file, the form's « Enregistrer le brouillon » does it.
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const status = document.querySelector("[data-autosave-status]");
  const url = form.dataset.autosave;
  const PAUSE = 1200;
  const RETRY = 5000;
  let timer = null;
  let sending = null;
  let changed = false;
  let gone = false;

  const say = (words, tone) => {
    if (!status || status.textContent === words) return;
    status.textContent = words;
    status.className = tone ? `saved ${tone}` : "saved";
  };

  const plan = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  // Signing in again, in another tab, changes the token: ask for the new one, for the form's own sending too.
  const renewToken = async () => {
    const response = await fetch(url, { credentials: "same-origin", redirect: "manual" });
    if (!response.ok) return false;
    const { token } = await response.json();
    form.elements.csrfmiddlewaretoken.value = token;
    return true;
  };

  async function save() {
    if (sending || gone) return;
    changed = false;
    sending = new AbortController();
    let next = null;
    try {
      const options = { method: "POST", credentials: "same-origin", redirect: "manual", signal: sending.signal };
      let response = await fetch(url, { ...options, body: new FormData(form) });
      if (response.status === 403 && (await renewToken())) {
        response = await fetch(url, { ...options, body: new FormData(form) });
      }
      if (response.ok) {
        say(`Brouillon enregistré à ${(await response.json()).saved_at}`);
      } else if (response.status === 413) {
        say("Texte trop long\u00a0: non enregistré", "failed");
      } else if (response.type === "opaqueredirect" || response.status === 403) {
        say("Session expirée\u00a0: reconnectez-vous dans un autre onglet, ou envoyez\u00a0: votre saisie sera gardée", "failed");
        next = RETRY;
      } else {
        say("Non enregistré, nouvel essai dans un instant", "failed");
        next = RETRY;
      }
    } catch {
      say("Hors ligne\u00a0: non enregistré", "failed");
      next = RETRY;
    } finally {
      sending = null;
    }
    if (gone) return;
    if (next) {
      changed = true;
      plan(next);
    } else if (changed) {
      plan(PAUSE);
    }
  }

  const note = () => {
    changed = true;
    say("Modifié, pas encore enregistré", "pending");
    if (!sending) plan(PAUSE);
  };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  window.addEventListener("online", () => changed && plan(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && changed && !gone) plan(0);
  });

  // Once the form itself is sent, a late autosave must not bring its draft back.
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (!navigator.onLine) {
      event.preventDefault();
      say("Hors ligne\u00a0: non envoyé, réessayez une fois le réseau revenu", "failed");
      return;
    }
    gone = true;
    clearTimeout(timer);
    sending?.abort();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) gone = false;
  });
})();
