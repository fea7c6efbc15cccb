// Join tokens of the test server, whose key the tests know.
import { createHmac } from 'node:crypto';
import { key } from './server.mjs';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The same token with other claims, signed anew. */
export function altered(token, claims) {
  const [header, payload] = token.split('.');
  return signed(`${header}.${encode({ ...claimsOf({ payload }), ...claims })}`);
}

/** Calls a method of the RoomService for a room; resolves to the HTTP status and the answer. */
export async function roomService(server, room, method, request) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: key.name,
    nbf: now - 10,
    exp: now + 60,
    video: { roomAdmin: true, roomCreate: true, room },
  };
  const token = signed(`${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`);
  const response = await fetch(`${server.url}/twirp/livekit.RoomService/${method}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ room, ...request }),
  });
  return { status: response.status, body: await response.json() };
}

function signed(body) {
  return `${body}.${createHmac('sha256', key.secret).update(body).digest('base64url')}`;
}

function claimsOf({ payload }) {
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

/** The server's word on a token: the answer of its check before a join. */
export function validate(server, token) {
  return fetch(`${server.url}/rtc/validate?access_token=${token}`);
}
