// A certificate for this machine, made anew each time: browsers speak HTTP/2, as hosts do, over TLS only.
import { createHash, generateKeyPairSync, sign } from "node:crypto";

/** A value of ASN.1: its tag, the length in as few bytes as it takes, the content. */
function der(tag, ...contents) {
  const content = Buffer.concat(contents);
  const length = [];
  for (let rest = content.length; rest > 0; rest >>= 8) length.unshift(rest & 0xff);
  const head = content.length < 128 ? [content.length] : [0x80 | length.length, ...length];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const INTEGER = 0x02, BITS = 0x03, BYTES = 0x04, OID = 0x06, TEXT = 0x0c, UTC = 0x17, SEQUENCE = 0x30, SET = 0x31;
const ECDSA_WITH_SHA256 = der(SEQUENCE, der(OID, Buffer.from("2a8648ce3d040302", "hex")));
const COMMON_NAME = der(OID, Buffer.from("550403", "hex"));
const ALTERNATIVE_NAMES = der(OID, Buffer.from("551d11", "hex"));
const bits = (content) => der(BITS, Buffer.from([0]), content);

/** Key and certificate for 127.0.0.1, and by what a browser that is told so trusts it. */
export function certificate() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const key = publicKey.export({ type: "spki", format: "der" });
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(TEXT, Buffer.from("127.0.0.1")))));
  const dates = ["200101000000Z", "491231235959Z"].map((date) => der(UTC, Buffer.from(date)));
  const address = der(SEQUENCE, der(0x87, Buffer.from([127, 0, 0, 1])));
  const toSign = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    name,
    der(SEQUENCE, ...dates),
    name,
    key,
    der(0xa3, der(SEQUENCE, der(SEQUENCE, ALTERNATIVE_NAMES, der(BYTES, address)))),
  );
  const signed = der(SEQUENCE, toSign, ECDSA_WITH_SHA256, bits(sign("sha256", toSign, privateKey)));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }),
    cert: `-----BEGIN CERTIFICATE-----\n${signed.toString("base64")}\n-----END CERTIFICATE-----\n`,
    fingerprint: createHash("sha256").update(key).digest("base64"),
  };
}
