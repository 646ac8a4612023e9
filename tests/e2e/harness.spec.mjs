// The net itself has to catch: each kind of trouble is made on purpose and must be seen.
import { answerWith, axe, config, expect, open, serve, test } from "./harness.mjs";

test("a console error, a rejection, a violation and a foreign request are seen", async ({ page, trouble }) => {
  trouble.allow(/console: on purpose/, /page error: thrown/, /page error: rejected/, /policy: connect-src/, /console: .*Content Security Policy/);
  await open(page);
  await page.evaluate(() => {
    console.error("on purpose");
    setTimeout(() => {
      throw new Error("thrown");
    });
    Promise.reject(new Error("rejected"));
    fetch("https://elsewhere.invalid/").catch(() => {});
  });
  await expect.poll(() => trouble.seen.length).toBeGreaterThanOrEqual(5);
});

test("a request to another origin is seen even where the policy lets it pass", async ({ page, trouble }) => {
  trouble.allow(/other origin: https:\/\/elsewhere\.invalid\//);
  await page.route("https://elsewhere.invalid/**", (route) => route.fulfill({ body: "" }));
  await page.goto("https://elsewhere.invalid/");
});

test("markup from a string is refused by the policy", async ({ page, trouble }) => {
  trouble.allow(/console: Refused markup/, /policy: require-trusted-types-for/, /console: .*(TrustedHTML|Content Security Policy)/);
  await open(page);
  const outcome = await page.evaluate(() => {
    try {
      document.createElement("div")["inner" + "HTML"] = "<img src=x onerror=alert(1)>";
      return "taken";
    } catch (error) {
      return error.name;
    }
  });
  expect(outcome).toBe("TypeError");
});

test("axe runs under the page's policy and finds what is wrong", async ({ page }) => {
  await open(page);
  await page.evaluate(() => document.body.append(document.createElement("button")));
  expect((await axe(page)).join()).toContain("button-name");
});

test("a configuration and a snapshot can be served by a test", async ({ page }) => {
  await serve(page, { config: config({ title: "Fabrikam" }), snapshot: { format: "x" } });
  await answerWith(page, "locales/nl.json", "{", { status: 200 });
  await page.goto("/404.html");
  const read = await page.evaluate(async () => [
    (await (await fetch("/config.json")).json()).title,
    (await (await fetch("/demo/contoso.json")).json()).format,
    await (await fetch("/locales/nl.json")).text(),
  ]);
  expect(read).toEqual(["Fabrikam", "x", "{"]);
});
