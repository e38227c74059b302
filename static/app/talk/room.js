// A room's people and what one may do with them; inviting; another title.

import { ask, menu, sheet } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { reason } from "../parts/failed.js";
import { field, form } from "../parts/form.js";
import { icon } from "../parts/more-icons.js";
import { titleOf } from "../parts/names.js";
import { face } from "../parts/people.js";
import { toast } from "../parts/speak.js";
import { t } from "../parts/words.js";
import { peoplePicker } from "../house/picker.js";
import { personCard } from "./person.js";

const RANK = { owner: 3, moderator: 2, member: 1 };

export function membersSheet(house, chat) {
  const { tea } = house;
  const leads = RANK[chat.role] > 1;
  const list = el("ul", { class: "members" }, el("li", { class: "spinner" }));
  const load = async () => {
    try {
      const members = await tea.members(chat);
      members.sort((a, b) => RANK[b.role] - RANK[a.role] || a.username.localeCompare(b.username));
      list.replaceChildren(...members.map((one) => member(house, chat, one, load, dialog)));
    } catch (error) {
      list.replaceChildren(el("li", { class: "notice bad" }, reason(error)));
    }
  };
  const dialog = sheet(t("members.of", { title: titleOf(chat) }), (close) => [
    leads
      ? el(
          "button",
          {
            class: "button",
            onclick: () => {
              close();
              inviteSheet(house, chat);
            },
          },
          icon("plus"),
          t("invite"),
        )
      : "",
    list,
  ]);
  load();
}

function member(house, chat, { uid, username, role, online }, reload, dialog) {
  const { tea, people } = house;
  const mine = uid === tea.account.uid;
  const person = people.get(uid) ?? {};
  const name = person.display_name || username;
  const look = () => {
    dialog.close();
    personCard(house, uid);
  };
  const items = mine ? [] : actions(house, chat, { uid, username, role }, reload);
  const more = items.length
    ? el(
        "button",
        {
          class: "sign",
          "aria-label": t("member.actions", { name }),
          "aria-haspopup": "menu",
          onclick: () => menu(more, t("member.actions", { name }), items),
        },
        icon("more"),
      )
    : "";
  return el(
    "li",
    { class: "person" },
    el(
      "button",
      { class: "hit", onclick: look },
      face({ uid, name, avatar: person.avatar, here: online }),
      el("span", { class: "clip", dir: "auto" }, mine ? t("name.you", { name }) : name),
      el("span", { class: "clip quiet" }, role === "member" ? `@${username}` : t(`role.${role}`)),
    ),
    more,
  );
}

function actions({ tea }, chat, { uid, username, role }, reload) {
  const who = { uid, username };
  const act = (deed) => () => deed().then(reload, (error) => toast(reason(error)));
  const make = (next) =>
    role !== next && {
      label: t("member.make", { role: t(`role.${next}`) }),
      icon: "shield",
      act: act(() => tea.role(chat, who, next)),
    };
  const items = [];
  if (chat.role === "owner") items.push(make("member"), make("moderator"), make("owner"));
  if (RANK[chat.role] > 1 && RANK[chat.role] > RANK[role]) {
    items.push({
      label: t("kick"),
      icon: "leave",
      danger: true,
      act: act(() => tea.kick(chat, who)),
    });
    const ban = async () =>
      (await ask(t("ban.ask", { name: username }), t("ban.detail"), t("ban"))) &&
      tea.ban(chat, who);
    items.push({ label: t("ban"), icon: "close", danger: true, act: act(ban) });
  }
  return items.filter(Boolean);
}

export function inviteSheet(house, chat) {
  sheet(t("invite.to", { title: titleOf(chat) }), (close) => {
    const picker = peoplePicker(house);
    const submit = async () => {
      const users = picker.chosen();
      if (!users.length) return picker.querySelector("input").focus();
      await house.tea.invite(chat.id, users);
      close();
      toast(t("invite.done", { n: users.length }));
    };
    return form([picker], t("invite"), submit);
  });
}

export function renameSheet({ tea }, chat) {
  sheet(t("room.rename"), (close) => {
    const title = field("title", t("room.title"), {
      value: titleOf(chat),
      required: true,
      maxlength: "100",
      "data-focus": true,
    });
    const submit = async (values) => {
      await tea.topic(chat.id, values.title.trim());
      close();
    };
    return form([title], t("save"), submit);
  });
}
