// Asks the browser for a passkey and sends its answer with the form. WebAuthn has no way without script.
"use strict";

{
  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const named = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

  // The options come as JSON; the browser wants bytes in these places (WebAuthn, 5.4 and 5.5).
  function asBytes(options) {
    const ready = { ...options, challenge: toBytes(options.challenge) };
    if (options.user) {
      ready.user = { ...options.user, id: toBytes(options.user.id) };
      ready.excludeCredentials = named(options.excludeCredentials);
    } else {
      ready.allowCredentials = named(options.allowCredentials);
    }
    return ready;
  }

  function asJson(made) {
    const said = made.response;
    const response = { clientDataJSON: toText(said.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (said[part]) {
        response[part] = toText(said[part]);
      }
    }
    if (said.getTransports) {
      response.transports = said.getTransports();
    }
    return JSON.stringify({
      id: made.id,
      rawId: toText(made.rawId),
      type: made.type,
      authenticatorAttachment: made.authenticatorAttachment,
      clientExtensionResults: made.getClientExtensionResults(),
      response,
    });
  }

  const WHY = {
    InvalidStateError: "This device holds a passkey for your account already.",
    NotAllowedError: "No passkey was used: it was cancelled, or it took too long. Press the button to try again.",
    SecurityError: "Passkeys do not work at this address. Open the site under its usual name.",
  };

  async function answer(form) {
    const asked = await fetch(form.dataset.ask, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (!asked.ok) {
      location.reload(); // signed out, or a proof is asked for: the page says which
      return;
    }
    const publicKey = asBytes(await asked.json());
    const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.credential.value = asJson(made);
    form.submit();
  }

  for (const form of document.querySelectorAll("[data-passkey]")) {
    const said = form.querySelector(".passkey__said");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!window.PublicKeyCredential) {
        said.textContent = "This browser does not know passkeys.";
        return;
      }
      said.textContent = "Your browser or device asks you to confirm.";
      answer(form).catch((problem) => {
        said.textContent = WHY[problem.name] ?? "The passkey could not be used. Try again.";
      });
    });
  }
}
