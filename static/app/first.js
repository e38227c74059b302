// Runs before anything is painted, so that nobody who chose the dark is dazzled first. Not a
// module, because modules wait.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem("teahouse.theme");
  } catch {
    // Storage is blocked: the system's theme it is.
  }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
