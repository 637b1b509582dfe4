// What is typed in a form is kept on the server as it is typed: every form that `{% drafted %}` marks.
// Nothing typed is written in the browser's own storage. Without this file, « Enregistrer le brouillon » does it, and
// what is sent after the session has ended is kept all the same.
(() => {
  const KEEP = "/drafts/keep/";
  const PAUSE = 1200;
  const RETRY = 5000;
  const SENDINGS = "sendings";

  const watch = (form) => {
    const status = statusOf(form);
    let timer = null;
    let saving = null;
    let changed = false;
    let failed = false;
    let gone = false;

    const say = (words, tone) => {
      if (status.textContent === words) return;
      status.textContent = words;
      status.className = tone ? `saved ${tone}` : "saved";
    };

    const plan = (delay) => {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    };

    // A photo is sent once, with the form.
    const words = () => {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      return data;
    };

    const post = (options) =>
      fetch(KEEP, { method: "POST", credentials: "same-origin", redirect: "manual", body: words(), ...options });

    // Signing in again, in another tab, changes the token: ask for the new one, for the form's own sending too.
    const renewToken = async () => {
      const response = await fetch(KEEP, { credentials: "same-origin", redirect: "manual" });
      if (!response.ok) return false;
      form.elements.csrfmiddlewaretoken.value = (await response.json()).token;
      return true;
    };

    const save = () => {
      saving ??= keep().finally(() => {
        saving = null;
        if (changed && !gone) plan(failed ? RETRY : PAUSE);
      });
      return saving;
    };

    // Whether the server answered: a form is not sent to one that does not.
    async function keep() {
      changed = false;
      failed = false;
      const again = (words) => {
        changed = failed = true;
        say(words, "failed");
      };
      try {
        let response = await post();
        if (response.status === 403 && (await renewToken())) response = await post();
        if (gone) return true;
        if (response.ok) {
          const { saved_at } = await response.json();
          if (saved_at) say(`Brouillon enregistré à ${saved_at}`);
        } else if (response.status === 413) {
          say("Texte trop long\u00a0: non enregistré", "failed");
        } else if (response.status === 409) {
          say("Une autre personne s’est connectée sur ce poste\u00a0: non enregistré", "failed");
        } else if (response.type === "opaqueredirect" || response.status === 403) {
          again("Session expirée\u00a0: reconnectez-vous dans un autre onglet, ou envoyez\u00a0: votre saisie sera gardée");
        } else {
          again("Non enregistré, nouvel essai dans un instant");
        }
        return response.status < 500;
      } catch {
        again("Hors ligne\u00a0: non enregistré");
        return false;
      }
    }

    const note = () => {
      changed = true;
      say("Modifié, pas encore enregistré", "pending");
      if (!saving) plan(PAUSE);
    };
    form.addEventListener("input", note);
    form.addEventListener("change", note);
    window.addEventListener("online", () => changed && plan(0));
    // The tab is left or closed: what was typed since the last time goes on its way alone.
    window.addEventListener("pagehide", () => {
      if (changed && !gone) post({ keepalive: true }).catch(() => {});
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && changed && !gone) plan(0);
    });
    window.addEventListener("beforeunload", (event) => {
      if (changed && failed && !gone) event.preventDefault();
    });

    // A form is sent once the server answers and holds its words.
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      clearTimeout(timer);
      if (changed || saving || !navigator.onLine) {
        event.preventDefault();
        sendOnceKept(event.submitter);
      } else {
        gone = true;
      }
    });

    const sendOnceKept = async (submitter) => {
      await saving;
      if (await save()) {
        changed = false;
        clearTimeout(timer);
        form.requestSubmit(submitter);
      } else {
        say("Hors ligne ou en panne\u00a0: non envoyé, votre saisie reste dans cette page. Réessayez.", "failed");
      }
    };

    window.addEventListener("pageshow", (event) => {
      if (event.persisted) gone = false;
    });
  };

  const statusOf = (form) => {
    const found = document.querySelector("[data-autosave-status]:not([data-taken])");
    if (found) {
      found.dataset.taken = "";
      return found;
    }
    const status = document.createElement("p");
    status.className = "saved";
    status.setAttribute("role", "status");
    form.append(status);
    return status;
  };

  // Back to a page that the server draws anew: what it sends is still the same sending.
  const sameSendings = (forms) => {
    const [navigation] = performance.getEntriesByType("navigation");
    const known = navigation?.type === "back_forward" && history.state?.[SENDINGS];
    forms.forEach((form, index) => {
      if (known?.[index]) form.elements.sending_id.value = known[index];
    });
    history.replaceState({ ...history.state, [SENDINGS]: forms.map((form) => form.elements.sending_id.value) }, "");
  };

  document.addEventListener("DOMContentLoaded", () => {
    const forms = [...document.forms].filter((form) => form.elements.draft_stamp && form.elements.sending_id);
    if (!forms.length) return;
    sameSendings(forms);
    forms.forEach(watch);
  });
})();
