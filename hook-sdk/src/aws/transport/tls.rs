//! Whom we trust.

use std::error::Error;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use thiserror::Error;

const AMAZON: &[u8] = include_bytes!("amazon_roots.pem");

/// The two sets of roots, each read when it is first needed.
#[derive(Debug, Default)]
pub(super) struct Roots {
    amazon: OnceLock<Arc<ClientConfig>>,
    system: OnceLock<Arc<ClientConfig>>,
    prefers_system: AtomicBool,
}

/// A server that neither Amazon nor this system vouches for.
#[derive(Debug, Error)]
#[error(
    "the certificate of {host} is not trusted, neither by Amazon's roots nor by the system's: {source} \
     (if a proxy or an emulator stands there, name its certificate authority in `SSL_CERT_FILE`)"
)]
pub(super) struct UntrustedCertificate {
    pub(super) host: String,
    pub(super) source: Box<dyn Error + Send + Sync>,
}

impl Roots {
    /// Amazon's own roots, unless they have been of no use here.
    pub(super) fn amazon_only(&self) -> Result<Option<Arc<ClientConfig>>, rustls::Error> {
        if self.prefers_system.load(Ordering::Relaxed) {
            return Ok(None);
        }
        kept(&self.amazon, || {
            let mut store = RootCertStore::empty();
            store.add_parsable_certificates(amazon());
            store
        })
        .map(Some)
    }

    /// From now on the system's roots come first, which saves a handshake that is bound to fail.
    pub(super) fn prefer_system(&self) {
        self.prefers_system.store(true, Ordering::Relaxed);
    }

    /// The roots of the system, or those that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
    pub(super) fn system(&self) -> Result<Arc<ClientConfig>, rustls::Error> {
        kept(&self.system, || {
            let mut store = RootCertStore::empty();
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            store
        })
    }
}

fn amazon() -> impl Iterator<Item = CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(AMAZON).flatten()
}

fn kept(
    place: &OnceLock<Arc<ClientConfig>>,
    roots: impl FnOnce() -> RootCertStore,
) -> Result<Arc<ClientConfig>, rustls::Error> {
    if let Some(config) = place.get() {
        return Ok(Arc::clone(config));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots())
        .with_no_client_auth();
    Ok(Arc::clone(place.get_or_init(|| Arc::new(config))))
}

/// Whether a handshake failed since nobody vouches for the server's certificate.
pub(super) fn is_untrusted(error: &(dyn Error + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return matches!(error, rustls::Error::InvalidCertificate(_));
    }
    // An I/O error hides the error that it wraps from its list of causes.
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    inner.is_some_and(|error| is_untrusted(error)) || error.source().is_some_and(is_untrusted)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// As <https://www.amazontrust.com/repository/> prints them.
    const FINGERPRINTS: [&str; 5] = [
        "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
        "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
        "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
        "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
    ];

    #[test]
    fn amazons_roots_are_the_published_ones_and_can_be_trusted() {
        let hexadecimal =
            |root: &[u8]| Sha256::digest(root).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let fingerprints: Vec<String> = amazon().map(|root| hexadecimal(&root)).collect();
        assert_eq!(fingerprints, FINGERPRINTS);
        let mut store = RootCertStore::empty();
        assert_eq!(store.add_parsable_certificates(amazon()), (5, 0));
    }

    #[test]
    fn an_untrusted_certificate_is_found_behind_other_errors() {
        let untrusted = || rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        assert!(is_untrusted(&untrusted()));
        assert!(is_untrusted(&io::Error::other(untrusted())));
        assert!(is_untrusted(&io::Error::other(io::Error::other(untrusted()))));
        assert!(!is_untrusted(&io::Error::other("connection reset")));
        assert!(!is_untrusted(&rustls::Error::DecryptError));
    }

    #[test]
    fn amazons_roots_come_first_until_they_are_of_no_use() {
        let roots = Roots::default();
        assert!(roots.amazon_only().unwrap().is_some());
        roots.prefer_system();
        assert!(roots.amazon_only().unwrap().is_none());
    }
}
