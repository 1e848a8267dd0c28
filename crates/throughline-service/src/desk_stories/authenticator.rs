//! A device that makes and shows passkeys, for stories: it does what a telephone does, and on request what a thief would.

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What somebody shows who is there, and whom the device knows by their finger.
const THERE_AND_KNOWN: u8 = 0b101;
/// The same, with a key that was made.
const WITH_KEY: u8 = 0b100_0000;

/// A passkey with its secret.
#[derive(Clone)]
pub(crate) struct Device {
    secret: SigningKey,
    id: Vec<u8>,
    handle: String,
    pub(crate) times_used: u32,
    /// The flags it shows.
    pub(crate) flags: u8,
}

/// What a page asks a browser for.
pub(crate) fn asked(page: &str) -> Value {
    let ask = page.split("data-ask=\"").nth(1).unwrap_or_else(|| panic!("asks for no passkey: {page}"));
    let ask: Value = serde_json::from_str(&ask.split('"').next().unwrap().replace("&quot;", "\"")).unwrap();
    ask.get("publicKey").unwrap_or(&ask).clone()
}

fn client_data(kind: &str, ask: &Value, origin: &str) -> Vec<u8> {
    let data = json!({ "type": kind, "challenge": ask["challenge"], "origin": origin, "crossOrigin": false });
    data.to_string().into_bytes()
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(bytes.as_ref())
}

impl Device {
    /// Makes a passkey, as this origin asks for it; answers what the browser sends.
    pub(crate) fn makes(number: u8, ask: &Value, origin: &str) -> (Device, String) {
        let device = Device {
            secret: SigningKey::from_slice(&[number; 32]).unwrap(),
            id: vec![number; 16],
            handle: ask["user"]["id"].as_str().unwrap().to_string(),
            times_used: 0,
            flags: THERE_AND_KNOWN,
        };
        let point = device.secret.verifying_key().to_encoded_point(false);
        let mut data = device.data(ask["rp"]["id"].as_str().unwrap(), THERE_AND_KNOWN | WITH_KEY);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(&device.id);
        // A key of COSE: 1 (kind) is 2 (a curve), 3 (algorithm) is -7 (ES256), -1 (curve) is 1 (P-256), -2 and -3 are x and y.
        data.extend(b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20");
        data.extend(point.x().unwrap());
        data.extend(b"\x22\x58\x20");
        data.extend(point.y().unwrap());
        let mut attested = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        attested.push(u8::try_from(data.len()).unwrap());
        attested.extend(&data);
        let response = json!({
            "clientDataJSON": text(client_data("webauthn.create", ask, origin)),
            "attestationObject": text(attested),
            "transports": ["internal"],
        });
        let sent = device.sent(&response);
        (device, sent)
    }

    /// Shows the passkey to whoever has this origin and name.
    pub(crate) fn shows(&mut self, ask: &Value, origin: &str, name: &str) -> String {
        self.times_used += 1;
        let client = client_data("webauthn.get", ask, origin);
        let data = self.data(name, self.flags);
        let signature: Signature = self.secret.sign(&[&data[..], &Sha256::digest(&client)[..]].concat());
        self.sent(&json!({
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(signature.to_der()),
            "userHandle": self.handle,
        }))
    }

    fn data(&self, name: &str, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(name).to_vec();
        data.push(flags);
        data.extend(self.times_used.to_be_bytes());
        data
    }

    fn sent(&self, response: &Value) -> String {
        let id = text(&self.id);
        let sent = json!({
            "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {},
        });
        sent.to_string()
    }
}
