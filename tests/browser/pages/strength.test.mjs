// How hard to guess the page says that a password is, while it is typed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { strength } from "../../../static/app/come/strength.js";

test("nothing is said of a password that is not there", () => {
  assert.equal(strength(""), 0);
});

for (const easy of [
  "1234567",
  "12345678",
  "87654321",
  "abcdefgh",
  "aaaaaaaaaaaa",
  "password1",
  "20012001",
]) {
  test(`${easy} is easy to guess`, () => assert.equal(strength(easy), 1));
}

test("one's own name is no help", () => {
  assert.ok(strength("jasmine-oolong", ["jasmine-oolong"]) < strength("jasmine-oolong"));
});

for (const good of ["warm jasmine at noon", "v9#kQ-t2!xLm", "一壶好茶慢慢喝的下午"]) {
  test(`${good} is not`, () => assert.ok(strength(good) >= 3));
}
