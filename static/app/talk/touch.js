// What a finger does, which cannot hover: a tap shows the button beside a message, because it takes the
// focus there, and a long press opens what can be done with it. On an address it is the browser's.

export function openOnLongPress(rows) {
  rows.addEventListener("contextmenu", (event) => {
    const more = event.target.closest(".msg")?.querySelector(".more");
    if (event.pointerType !== "touch" || !more || event.target.closest("a")) return;
    event.preventDefault();
    more.click();
  });
}
