// What can go wrong. Both kinds have a `code` from a closed list, and `retryAfter` (milliseconds)
// where trying again later can help.

/** A problem document (RFC 9457) from the REST interface; `unreachable` if no answer came at all. */
export class Problem extends Error {
  constructor({ code, status = 0, title = code, detail, errors = [], retryAfter = null }) {
    super(detail ?? title);
    this.name = "Problem";
    this.code = code;
    this.status = status;
    /** What is wrong with single fields: [{field, code, message}]. */
    this.errors = errors;
    this.retryAfter = retryAfter;
  }
}

/** An `error` frame from the socket; `offline` if there was no connection to ask on. */
export class Refusal extends Error {
  constructor({ code, message = code, field = null, retry_after = null }) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.field = field;
    this.retryAfter = retry_after === null ? null : retry_after * 1000;
  }
}
