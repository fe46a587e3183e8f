//! Hooks behind TLS: a real server with a certificate of its own stands between a real hook binary and the mock.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use mock_codedeploy::DeploymentStatus;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use safe_deploy_tests::{Stage, TARGET};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

const PROGRAM: &str = env!("CARGO_BIN_EXE_hooks-under-test");

/// An `https` address before the mock, and the certificate authority that vouches for it.
struct Front {
    url: String,
    authority: String,
}

async fn front_of(mock: &str) -> Front {
    let mut authority = CertificateParams::new([]).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap();
    let (listener, acceptor) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), TlsAcceptor::from(Arc::new(config)));
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let mock = mock.strip_prefix("http://").unwrap().to_owned();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (acceptor, mock) = (acceptor.clone(), mock.clone());
            tokio::spawn(async move {
                // A client that does not trust us goes away.
                let Ok(mut secured) = acceptor.accept(socket).await else { return };
                let mut plain = TcpStream::connect(mock).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut secured, &mut plain).await;
            });
        }
    });
    Front { url, authority: authority.pem() }
}

#[tokio::test]
async fn a_certificate_that_only_the_system_vouches_for_is_trusted_after_amazons_roots() {
    let stage = Stage::set(PROGRAM, json!({ "total": 900 })).await;
    let front = front_of(&stage.mock.url()).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, &front.authority).unwrap();
    put(&stage, &front, Some(&file));
    let played = stage.deploy(Some("checks_the_total"), None).await;
    assert_eq!(played.deployment.status(), DeploymentStatus::Succeeded, "{:#?}", played.history.hook_errors);
    assert_eq!(played.history.hook_reports[0]["report_attempts"], 1);
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_fails_the_invocation_and_says_how_to_mend_it() {
    let stage = Stage::set(PROGRAM, json!({ "total": 900 })).await;
    let front = front_of(&stage.mock.url()).await;
    put(&stage, &front, None);
    let event = json!({ "DeploymentId": "d-1", "LifecycleEventHookExecutionId": "execution" });
    let result = stage.invoke("checks_the_total", &event).await;
    assert!(result.function_error);
    let error: Value = serde_json::from_slice(&result.payload).unwrap();
    let message = error["errorMessage"].as_str().unwrap();
    assert!(message.contains("the certificate of localhost is not trusted"), "{message}");
    assert!(message.contains("`SSL_CERT_FILE`"), "{message}");
    stage.mock.shut_down().await;
}

/// A hook whose AWS is behind the front.
fn put(stage: &Stage, front: &Front, authority: Option<&Path>) {
    let mut environment = vec![
        ("CurrentVersion", TARGET),
        ("AWS_ENDPOINT_URL_CODEDEPLOY", front.url.as_str()),
        ("AWS_ENDPOINT_URL_LAMBDA", front.url.as_str()),
    ];
    environment.extend(authority.map(|file| ("SSL_CERT_FILE", file.to_str().unwrap())));
    stage.put_hook_with("checks_the_total", Duration::from_secs(5), environment);
}
