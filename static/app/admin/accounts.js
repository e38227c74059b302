// Finding accounts and changing what an admin may change.

import { ask, menu, sheet } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { field, form, passwordField } from "../parts/form.js";
import { icon } from "../parts/more-icons.js";
import { card } from "../parts/page.js";
import { face } from "../parts/people.js";
import { sorry, toast } from "../parts/speak.js";
import { full } from "../parts/times.js";
import { t } from "../parts/words.js";
import { table } from "./list.js";

const ROLES = ["normal_user", "vip_user", "creator", "admin"];

export function accounts(house) {
  const { tea } = house;
  const input = el("input", {
    type: "search",
    class: "input",
    name: "login",
    "aria-label": t("admin.find"),
    placeholder: t("admin.find"),
    autocapitalize: "none",
    spellcheck: "false",
  });
  const find = (event) => {
    event.preventDefault();
    list.reload();
  };
  const load = async (after) => {
    const login = input.value.trim();
    const query = new URLSearchParams({
      ...(login && { login }),
      ...(after && { after }),
      limit: 50,
    });
    const { accounts, next } = await tea.get(`/v1/admin/accounts?${query}`);
    return { items: accounts, next };
  };
  const heads = [
    t("admin.account"),
    t("admin.role"),
    t("admin.addresses"),
    t("admin.lastLogin"),
    "",
  ];
  const list = table(
    t("admin.accounts"),
    heads,
    load,
    (account) => row(house, account, () => list.reload()),
    t("admin.accounts.none"),
  );
  const create = el(
    "button",
    { class: "button", onclick: () => add(tea, () => list.reload()) },
    icon("plus"),
    t("admin.create"),
  );
  return card(
    t("admin.accounts"),
    el(
      "form",
      { class: "inline", role: "search", onsubmit: find },
      input,
      el("button", { class: "button" }, icon("search"), t("admin.search")),
      create,
    ),
    list,
  );
}

function row(house, account, reload) {
  const { uid, username, display_name, avatar, role, active, email, phone, last_login_at } =
    account;
  const name = display_name || username || `#${uid}`;
  const more = el(
    "button",
    {
      class: "sign",
      "aria-label": t("admin.about", { name }),
      "aria-haspopup": "menu",
      onclick: () => menu(more, name, actions(house, account, reload)),
    },
    icon("more"),
  );
  return [
    el(
      "div",
      { class: "line" },
      face({ uid, name, avatar, size: "small" }),
      el(
        "div",
        {},
        el("span", { class: "wrap", dir: "auto" }, name),
        el(
          "span",
          { class: "quiet small" },
          [username && `@${username}`, uid].filter(Boolean).join(" · "),
        ),
      ),
    ),
    [
      el("span", { class: "tag" }, t(`role.${role}`)),
      active ? "" : [" ", el("span", { class: "tag bad" }, t("admin.disabled"))],
    ],
    el(
      "span",
      { class: "wrap small" },
      [email?.address, phone?.address].filter(Boolean).join(", ") || "–",
    ),
    last_login_at ? full(last_login_at) : "–",
    more,
  ];
}

function actions({ tea }, { uid, username, active, role }, reload) {
  const name = username ?? `#${uid}`;
  const path = `/v1/admin/accounts/${uid}`;
  const change = (body) =>
    tea.patch(path, body).then(() => (toast(t("admin.done")), reload()), sorry);
  const sure = async (question, detail, action, deed) =>
    (await ask(question, detail, action)) && deed();
  const toggle = active
    ? {
        label: t("admin.disable"),
        icon: "close",
        danger: true,
        act: () =>
          sure(
            t("admin.disable.ask", { name }),
            t("admin.disable.detail"),
            t("admin.disable"),
            () => change({ active: false }),
          ),
      }
    : { label: t("admin.enable"), icon: "check", act: () => change({ active: true }) };
  const end = () =>
    tea
      .delete(`${path}/sessions`)
      .then(({ ended }) => toast(t("admin.ended", { n: ended })), sorry);
  return [
    ...ROLES.map((next) => ({
      label: t(`role.${next}`),
      checked: next === role,
      act: () =>
        next !== role &&
        sure(
          t("admin.role.ask", { name, role: t(`role.${next}`) }),
          t("admin.role.detail"),
          t("admin.role.do"),
          () => change({ role: next }),
        ),
    })),
    null,
    { label: t("admin.password"), icon: "key", act: () => password(tea, path, name) },
    {
      label: t("admin.end"),
      icon: "leave",
      act: () => sure(t("admin.end.ask", { name }), t("admin.end.detail"), t("admin.end"), end),
    },
    toggle,
  ];
}

function password(tea, path, name) {
  sheet(t("admin.password.of", { name }), (close) => {
    const fresh = passwordField("new_password", t("password.new"), { autocomplete: "off" });
    const submit = async ({ new_password }) => {
      await tea.put(`${path}/password`, { new_password });
      close();
      toast(t("admin.done"));
    };
    return [el("p", {}, t("admin.password.detail")), form([fresh], t("admin.password"), submit)];
  });
}

function add(tea, reload) {
  sheet(t("admin.create"), (close) => {
    const username = field("username", t("username"), {
      autocapitalize: "none",
      autocomplete: "off",
      spellcheck: "false",
      maxlength: "32",
      "data-focus": true,
    });
    const password = passwordField("password", t("password"), { autocomplete: "off" });
    const submit = async ({ username, password }) => {
      await tea.post("/v1/admin/accounts", { username: username.trim(), password });
      close();
      toast(t("admin.done"));
      reload();
    };
    return form([username, password], t("admin.create.do"), submit);
  });
}
