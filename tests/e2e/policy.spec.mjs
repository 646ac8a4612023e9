// What a reviewer of policies that nobody here wrote says of ours.
import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { Severity } from "csp_evaluator/dist/finding.js";
import { expect, test } from "@playwright/test";

const POLICIES = JSON.parse(process.env.E2E_POLICIES);

/** The findings; a smaller number weighs more. */
function findings(policy) {
  const found = new CspEvaluator(new CspParser(policy).csp).evaluate();
  return found.map(({ severity, directive, value, description }) => ({ severity, line: `${Severity[severity]} ${directive} ${value ?? ""}: ${description}` }));
}

const grave = (policy) => findings(policy).filter(({ severity }) => severity < Severity.MEDIUM_MAYBE).map(({ line }) => line);

test("there is a policy for each kind of endpoint", () => {
  expect(Object.keys(POLICIES).length).toBeGreaterThanOrEqual(6);
  expect(new Set(Object.values(POLICIES)).size).toBe(Object.keys(POLICIES).length);
});

for (const [endpoint, policy] of Object.entries(POLICIES)) {
  test(`nothing above medium-maybe is found in the policy for: ${endpoint}`, () => {
    expect(grave(policy)).toEqual([]);
    expect(findings(policy).map(({ line }) => line.split(":")[0])).toEqual(["MEDIUM_MAYBE script-src 'self'"]);
  });
}

test("a weaker policy would be found", () => {
  const policy = POLICIES.demo;
  expect(grave(policy.replace("'wasm-unsafe-eval'", "'unsafe-inline'"))).toHaveLength(1);
  expect(grave(policy.replace("default-src 'none'; ", "").replace("object-src 'none'; ", ""))).toHaveLength(1);
  expect(grave(policy.replace("script-src 'self'", "script-src https:"))).not.toEqual([]);
});
