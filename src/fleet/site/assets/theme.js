"use strict";
// Before anything is painted: the theme that was chosen here last, if any; else the system decides.
try {
  const chosen = localStorage.getItem("fleet-theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch (error) {
  // a browser that keeps nothing for files: the system decides
}
