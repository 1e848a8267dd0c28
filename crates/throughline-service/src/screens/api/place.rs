//! What a place says of itself, for a program that opens a front door to it.

use serde_json::json;

use crate::guard::Anybody;
use crate::reply::Reply;
use crate::screens::Screen;

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/api/v1/place",
    get: Some(|door, asked| {
        let setup = &Anybody::of(door, asked)?.service.setup;
        Ok(Reply::Json(json!({
            "name": setup.name,
            "name_welsh": setup.name_welsh,
            "phone": setup.phone,
            "areas": setup.areas,
            "languages": ["en", "cy"],
        })))
    }),
    post: None,
    guard: "anybody",
}];
