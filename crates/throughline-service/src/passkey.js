// Asks the browser for a passkey, or to make one, and sends it with the form. Without it the form says so, and there is the password.
"use strict";
const form = document.querySelector("[data-ask]");
const said = document.getElementById("said");
const ask = async () => {
  said.hidden = true;
  try {
    const wanted = JSON.parse(form.dataset.ask).publicKey ?? JSON.parse(form.dataset.ask);
    const passkey =
      form.dataset.deed === "make"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wanted) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(wanted) });
    form.elements.passkey.value = JSON.stringify(passkey);
    form.submit();
  } catch (why) {
    said.textContent = why.name === "InvalidStateError" ? form.dataset.there : form.dataset.none;
    said.hidden = false;
  }
};
form.addEventListener("submit", (sent) => {
  sent.preventDefault();
  ask();
});
ask();
