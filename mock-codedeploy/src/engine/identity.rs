//! Ids that are made by a seeded generator, so that the same seed gives the same timeline.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand::Rng as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::deployment::{DeploymentId, HookExecutionId};

/// Makes ids.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Identities(ChaCha8Rng, ChaCha8Rng);

impl Identities {
    pub(crate) fn new(seed: u64) -> Self {
        // A stream of its own for what is made by calls of the API: their number must not change the ids of deployments.
        Self(ChaCha8Rng::seed_from_u64(seed), ChaCha8Rng::seed_from_u64(seed ^ 0x0a11_ce00))
    }

    pub(crate) fn deployment(&mut self) -> DeploymentId {
        const ALPHABET: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let id: String = (0..9).map(|_| char::from(ALPHABET[self.0.random_range(0..ALPHABET.len())])).collect();
        DeploymentId::new(format!("d-{id}"))
    }

    /// As large as a real one and with padding, so that clients which mishandle base64 break here (spec 1.1).
    pub(crate) fn hook_execution(&mut self) -> HookExecutionId {
        let mut data = [0_u8; 119];
        let mut vector = [0_u8; 12];
        self.0.fill(&mut data);
        self.0.fill(&mut vector);
        let json = format!(
            r#"{{"encryptedData":"{}","ivParameterSpec":"{}","materialSetSerial":1}}"#,
            STANDARD.encode(data),
            STANDARD.encode(vector)
        );
        HookExecutionId::new(STANDARD.encode(json))
    }

    /// A request id, in the form of a UUID.
    pub(crate) fn request(&mut self) -> String {
        uuid_of(&mut self.0)
    }

    /// A UUID for what has one.
    pub(crate) fn uuid(&mut self) -> String {
        uuid_of(&mut self.1)
    }
}

fn uuid_of(generator: &mut ChaCha8Rng) -> String {
    let mut bytes = [0_u8; 16];
    generator.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_ids() {
        let ids = |seed| {
            let mut identities = Identities::new(seed);
            (identities.deployment(), identities.hook_execution(), identities.request())
        };
        assert_eq!(ids(7), ids(7));
        assert_ne!(ids(7), ids(8));
    }

    #[test]
    fn ids_look_like_the_real_ones() {
        let mut identities = Identities::new(1);
        let deployment = identities.deployment();
        assert_eq!(deployment.as_str().len(), 11);
        assert!(deployment.as_str().starts_with("d-"));
        let execution = identities.hook_execution();
        assert!(execution.expose().ends_with('='), "{}", execution.expose());
        assert!(execution.expose().starts_with("eyJlbmNyeXB0ZWREYXRhIjoi"));
        assert!((280..360).contains(&execution.expose().len()), "{}", execution.expose().len());
    }
}
