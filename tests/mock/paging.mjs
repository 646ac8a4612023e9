// Pages, as they should be and as they should not.

/** How many pages the endless list pretends to have. */
const ENDLESS = 10_000;

/**
 * The faults of paging. Each takes `{ here, evil, n }` (the address of the list, another origin, the number of the page asked for,
 * from 0) and gives the link to the next page, with `items: false` for a page that is empty; nothing ends the list.
 */
export const PAGINGS = {
  // Page 1 leads to itself.
  loop: ({ at }) => ({ link: at(1) }),
  // Pages 1 and 2 lead to each other.
  cycle: ({ at, n }) => ({ link: at(n === 1 ? 2 : 1) }),
  // Pages without items, all different.
  hollow: ({ at, n }) => ({ link: at(n + 1), items: n === 0 }),
  endless: ({ at, n }) => ({ link: n + 1 < ENDLESS ? at(n + 1) : undefined }),
  relative: ({ at }) => ({ link: new URL(at(1)).pathname + new URL(at(1)).search }),
  scheme: ({ at }) => ({ link: at(1).replace(/^http(s?):/, (_, s) => (s ? "http:" : "https:")) }),
  foreign: ({ at, evil }) => ({ link: at(1).replace(/^https?:\/\/[^/]+/, evil) }),
  // What comes before the @ is a user, not a host.
  userinfo: ({ at, evil }) => ({ link: at(1).replace(/^(https?:\/\/)([^/]+)/, (_, scheme, host) => `${scheme}${host}@${new URL(evil).host}`) }),
  port: ({ at, evil }) => ({ link: at(1).replace(/^(https?:\/\/[^/:]+)(:\d+)?/, `$1:${new URL(evil).port}`) }),
  // The same origin, but not the API.
  path: ({ at }) => ({ link: new URL("/elsewhere/take?token=1", at(1)).href }),
  climb: ({ at }) => ({ link: at(1).replace(/\/(v1\.0|beta)\//, "/$1/../../elsewhere/") }),
  script: () => ({ link: "javascript:alert(1)" }),
  number: () => ({ link: 17 }),
  // The second page has expired.
  expired: ({ at, n }) => (n === 0 ? { link: at(1) } : { status: 410 }),
  // The second page fails.
  broken: ({ at, n }) => (n === 0 ? { link: at(1) } : { status: 500 }),
  // Three honest pages.
  honest: ({ at, n }) => ({ link: n < 2 ? at(n + 1) : undefined }),
};

/** Where a page is: the address of its list with a token that only the mock can read. */
export function linkTo(address, n) {
  const url = new URL(address);
  const rest = url.search.replace(/^\?/, "").split("&").filter((pair) => pair && !/^(\$|%24)skiptoken=/i.test(pair));
  return `${url.origin}${url.pathname}?${[...rest, `$skiptoken=page-${n}`].join("&")}`;
}

/** The number of the page that a query asks for. */
export const pageOf = (query) => Number(/^page-(\d+)$/.exec(query.get("$skiptoken") ?? "")?.[1] ?? 0);

/** A page of a list: all its items when the paging is a fault, `size` of them otherwise. */
export function pageBody(body, address, n, { kind, size, evil }) {
  const at = (number) => linkTo(address, number);
  if (kind) {
    const { link, items = true, status } = PAGINGS[kind]({ at, n, evil });
    if (status) return { status };
    // Each page has an item of its own, so that what was kept can be counted.
    const named = (item) => (n === 0 ? item : { ...item, id: `${item.id}-${n}` });
    const value = items ? (n === 0 ? body.value : body.value.slice(0, 1)).map(named) : [];
    return { body: { ...body, value, ...(link === undefined ? {} : { "@odata.nextLink": link }) } };
  }
  if (!size) return { body };
  const value = body.value.slice(n * size, (n + 1) * size);
  const more = (n + 1) * size < body.value.length;
  return { body: { ...body, value, ...(more ? { "@odata.nextLink": at(n + 1) } : {}) } };
}
