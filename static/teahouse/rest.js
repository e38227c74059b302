// Calls of the REST interface: JSON in and out, problems as `Problem`.

import { Problem } from "./errors.js";

/**
 * One call. `body` is sent as JSON, or as it is if it is a Blob. Answers {status, headers, body};
 * `body` is null where there is none.
 */
export async function call(url, method, path, { body, headers = {}, token, signal } = {}) {
  const isBlob = typeof Blob !== "undefined" && body instanceof Blob;
  const sent = { ...headers };
  if (token) sent.Authorization = `Bearer ${token}`;
  if (body !== undefined) sent["Content-Type"] = isBlob ? body.type : "application/json";
  const answer = await fetch(url + path, {
    method,
    headers: sent,
    body: body === undefined || isBlob ? body : JSON.stringify(body),
    cache: "no-store",
    credentials: "omit",
    signal,
  }).catch((error) => {
    if (error.name === "AbortError") throw error;
    throw new Problem({ code: "unreachable", title: "The server cannot be reached" });
  });
  return read(answer);
}

async function read(answer) {
  const type = answer.headers.get("Content-Type") ?? "";
  const text = await answer.text().catch(() => {
    throw new Problem({ code: "unreachable", title: "The answer broke off" });
  });
  const isJson = /^application\/([\w.-]+\+)?json/.test(type);
  const body = isJson && text ? JSON.parse(text) : null;
  if (answer.ok) return { status: answer.status, headers: answer.headers, body };
  const wait = Number(answer.headers.get("Retry-After"));
  throw new Problem({
    // Something on the way, a proxy perhaps, that does not speak as we do.
    code: answer.status >= 500 ? "unavailable" : "bad_request",
    ...body,
    status: answer.status,
    retryAfter: wait ? wait * 1000 : null,
  });
}
