//! The private decoders of the function host, for fuzz targets.

use std::path::Path;

use serde_json::Value;

use super::log::Log;
use super::unpacked;

/// The end of a log that came in these pieces, and the hook reports in it.
pub(crate) fn log<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<u8>, Vec<Value>) {
    let mut log = Log::default();
    pieces.for_each(|piece| log.push(piece));
    let output = log.take();
    (output.tail, output.hook_reports)
}

/// Unpacks a code archive into a folder.
pub(crate) fn unpack(archive: &[u8], folder: &Path) -> Result<(), String> {
    unpacked::unpack(archive, folder).map_err(|error| error.to_string())
}
