// The pages of those who have not come in yet, by their addresses.

import { forgotten } from "./forgotten.js";
import { signIn, signInByCode } from "./sign-in.js";
import { signUp, signUpByCode } from "./sign-up.js";

export const DOORS = {
  "sign-in": { "": signIn, code: signInByCode },
  "sign-up": { "": signUp, code: signUpByCode },
  forgotten: { "": forgotten },
};
