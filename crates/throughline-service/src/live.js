// Shows what happens to a need while its page is open. Without it the same page works: "See new replies".
"use strict";
const story = document.querySelector("[data-live]");
if (story && "EventSource" in window) {
  story.lastElementChild?.scrollIntoView({ block: "nearest" });
  const line = new EventSource(story.dataset.live);
  line.onmessage = (news) => {
    if (document.getElementById("e" + news.lastEventId)) return;
    story.insertAdjacentHTML("beforeend", news.data);
    story.lastElementChild.scrollIntoView({ block: "nearest" });
  };
}
