// The tab of the page is in sight, however narrow the window: the tabs scroll, the page does not.
(() => {
  const showCurrent = () => {
    for (const current of document.querySelectorAll(".tabs [aria-current]")) {
      const tabs = current.parentElement;
      tabs.scrollLeft = current.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2;
    }
  };

  document.addEventListener("DOMContentLoaded", showCurrent);
  addEventListener("resize", showCurrent);
})();
