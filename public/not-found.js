// Points the links of 404.html at the app: this file lies in its folder.
const home = new URL("./", import.meta.url).href;
for (const link of document.querySelectorAll("[data-home]")) link.href = home;
