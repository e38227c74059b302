// Files: sent ahead of the message that they are for, and fetched by who can read it.

import { Problem } from "./errors.js";

/**
 * Sends a Blob; resolves with its description, for a message's `attachments`. `onProgress` hears how
 * much of it is gone, from 0 to 1. (XMLHttpRequest, for `fetch` cannot tell.)
 */
export function upload(url, file, { name, token, onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${url}/v1/uploads?name=${encodeURIComponent(name)}`);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      onProgress?.(total > 0 ? loaded / total : 0);
    });
    request.addEventListener("load", () => {
      if (request.status === 201) resolve(request.response);
      else reject(problemOf(request));
    });
    const unreachable = () => reject(new Problem({ code: "unreachable" }));
    request.addEventListener("error", unreachable);
    request.addEventListener("abort", () => reject(new Problem({ code: "dropped" })));
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function problemOf(request) {
  const { status, response } = request;
  const wait = Number(request.getResponseHeader("Retry-After"));
  const code = status >= 500 ? "unavailable" : status === 413 ? "payload_too_large" : "bad_request";
  return new Problem({ code, ...response, status, retryAfter: wait ? wait * 1000 : null });
}

/** What is in an attachment, as a Blob. */
export async function download(url, { id }, { token, signal }) {
  const answer = await fetch(`${url}/v1/uploads/${id}`, {
    headers: { Authorization: `Bearer ${token}` },
    credentials: "omit",
    signal,
  }).catch((error) => {
    if (error.name === "AbortError") throw error;
    throw new Problem({ code: "unreachable" });
  });
  if (answer.ok) return answer.blob();
  throw new Problem({ code: "unavailable", ...(await answer.json().catch(() => ({}))) });
}
