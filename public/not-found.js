// Points the links of 404.html at the app: this file lies in its folder. The nearest copy runs first, and is right.
for (const link of document.querySelectorAll("[data-home]")) {
  link.dataset.home ||= new URL("./", import.meta.url).href;
  link.href = link.dataset.home;
}
