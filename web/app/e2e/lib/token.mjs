// Join tokens of the test server, whose key the tests know.
import { createHmac } from 'node:crypto';
import { key } from './server.mjs';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The same token with other claims, signed anew. */
export function altered(token, claims) {
  const [header, payload] = token.split('.');
  const body = `${header}.${encode({ ...claimsOf({ payload }), ...claims })}`;
  return `${body}.${createHmac('sha256', key.secret).update(body).digest('base64url')}`;
}

function claimsOf({ payload }) {
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

/** The server's word on a token: the answer of its check before a join. */
export function validate(server, token) {
  return fetch(`${server.url}/rtc/validate?access_token=${token}`);
}
