//! What the fuzz targets reach of the decoders. It is there only in builds with `--cfg fuzzing`, as cargo-fuzz makes them.
//!
//! Errors are messages here: what a target asks of an error is that it says something.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use serde_json::{Map, Value};
use tokio::sync::mpsc;

use crate::account::{Alias, AliasName, Code, Configuration, Function, FunctionName, Version};
use crate::host::{Surroundings, check_archive};
use crate::mock::{Limits, Settings, Shared};
use crate::signature::AccessKeys;
use crate::{api, host, protocol};

/// The body of a request in AWS JSON.
pub fn json_body(body: &[u8]) -> Result<Map<String, Value>, String> {
    protocol::decode_json(body).map_err(|error| error.to_string())
}

/// The body of a request in Smithy RPC v2 CBOR.
pub fn cbor_body(body: &[u8]) -> Result<Map<String, Value>, String> {
    protocol::decode_cbor(body).map_err(|error| error.to_string())
}

/// An answer in CBOR. A number below a member of `timestamps` is a time.
pub fn cbor_answer(answer: &Value, timestamps: &[&str]) -> Vec<u8> {
    protocol::encode_cbor(answer, timestamps)
}

/// The operation and the members of a request in the query protocol.
pub fn form_body(body: &[u8]) -> Result<(String, Map<String, Value>), String> {
    protocol::decode_query(body).map_err(|error| error.to_string())
}

/// An error of the query protocol, as XML.
pub fn xml_error(code: &str, message: &str) -> Vec<u8> {
    protocol::encode_query_error(true, code, message, "request-id")
}

/// A body that was sent with `Content-Encoding: gzip`, or the code and the message of the error.
pub fn gzip_body(body: &[u8]) -> Result<Vec<u8>, (String, String)> {
    api::fuzzing::gunzipped(body)
}

/// The region and the service that an `Authorization` header names.
pub fn credential_scope(authorization: HeaderValue) -> (String, Option<String>) {
    api::fuzzing::credential_scope(authorization)
}

/// Whether a zip may be a function's code, without unpacking it.
pub fn check_zip(archive: &[u8]) -> Result<(), String> {
    check_archive(archive).map_err(|error| error.to_string())
}

/// Unpacks a function's code into a folder.
pub fn unpack_zip(archive: &[u8], folder: &Path) -> Result<(), String> {
    host::fuzzing::unpack(archive, folder)
}

/// The end of a log that came in these pieces, and the hook reports in it.
pub fn log<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<u8>, Vec<Value>) {
    host::fuzzing::log(pieces)
}

/// An account whose HTTP faces answer without a socket. Nobody moves its clock, and nothing runs by itself.
pub struct Faces(Arc<Shared>);

impl Default for Faces {
    /// Has the function `orders` with versions 1 and 2 and the alias `live`, and the function `hook`; both are models.
    fn default() -> Self {
        let (in_process, _) = mpsc::unbounded_channel();
        // Only a state file could be refused, and there is none.
        let shared = match Shared::new(Settings::default(), Surroundings::default(), in_process) {
            Ok(shared) => shared,
            Err(error) => unreachable!("an account in memory comes into being: {error}"),
        };
        let faces = Self(Arc::new(shared));
        faces.put_functions();
        faces
    }
}

impl Faces {
    /// All faces on one router.
    pub fn router(&self) -> Router {
        self.admitting(None)
    }

    /// The same, which answers only what is signed with one of these keys.
    pub fn strict_router(&self, keys: AccessKeys) -> Router {
        self.admitting(Some(keys))
    }

    fn admitting(&self, keys: Option<AccessKeys>) -> Router {
        api::router(Arc::clone(&self.0), api::Admission { limits: Limits::default(), keys, observer: None })
    }

    /// Puts the account back to what it was at first.
    pub async fn reset(&self) {
        self.0.reset().await;
        self.put_functions();
    }

    /// Lets everything happen that is due, as the player does, up to the next `jumps` instants.
    pub fn run_due(&self, jumps: usize) {
        self.0.change_world(|world| {
            world.run_due();
            for _ in 0..jumps {
                let Some(due) = world.next_due() else { return };
                world.jump(due);
                world.run_due();
            }
        });
    }

    fn put_functions(&self) {
        let function =
            |name| FunctionName::new(name).map(|name| Function::new(name, Configuration::default(), Code::Model));
        let (Ok(mut orders), Ok(hook), Ok(live)) = (function("orders"), function("hook"), AliasName::new("live"))
        else {
            return;
        };
        orders.publish(Configuration::default(), Code::Model);
        orders.set_alias(live, Alias::to(Version::FIRST));
        self.0.change_world(|world| {
            world.put_function(orders);
            world.put_function(hook);
        });
    }
}
