// A page that shows a job at work follows it: its progress is fetched every two seconds, and the page is shown again
// once the job has ended. Without JavaScript the page reloads itself.
(() => {
  const INTERVAL = 2000;

  const follow = async () => {
    const shown = document.querySelector("[data-follow]");
    try {
      const response = await fetch(location.href);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-follow]");
      if (!response.ok || response.redirected || !fresh) {
        location.reload();
        return;
      }
      shown.replaceWith(fresh);
    } catch {
      // The network is away for a moment: the next turn tries again.
    }
    setTimeout(follow, INTERVAL);
  };

  setTimeout(follow, INTERVAL);
})();
