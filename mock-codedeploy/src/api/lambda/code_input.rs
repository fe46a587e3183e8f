//! The code of a function as a request gives it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::account::{CodeArchive, LambdaError};
use crate::host::{UnpackError, check_archive};

/// The largest zip that a request may carry.
const LARGEST_ZIP: usize = 50 * 1024 * 1024;

/// The members of `Code`, which `UpdateFunctionCode` has at its top.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CodeInput {
    zip_file: Option<String>,
    s3_bucket: Option<String>,
    image_uri: Option<String>,
}

impl CodeInput {
    pub(super) fn check(self) -> Result<CodeArchive, LambdaError> {
        if self.s3_bucket.is_some() || self.image_uri.is_some() {
            let message = "There is no S3 and no container registry here: give the code as ZipFile.";
            return Err(LambdaError::InvalidParameterValue(message.into()));
        }
        let zip = self
            .zip_file
            .ok_or_else(|| LambdaError::InvalidParameterValue("Please provide a source for function code.".into()))?;
        let bytes = STANDARD
            .decode(zip)
            .map_err(|error| LambdaError::InvalidParameterValue(format!("ZipFile is no base64: {error}")))?;
        if bytes.len() > LARGEST_ZIP {
            return Err(LambdaError::RequestTooLarge(format!("The zip has more than {LARGEST_ZIP} bytes.")));
        }
        check_archive(&bytes).map_err(|error| match error {
            UnpackError::Zip(_) => {
                LambdaError::InvalidParameterValue(format!("Could not unzip uploaded file: {error}."))
            }
            other => LambdaError::InvalidParameterValue(format!("The uploaded file is refused: {other}.")),
        })?;
        Ok(CodeArchive::new(bytes.into()))
    }
}
