//! One call of a function, as it comes to the host.

use bytes::Bytes;

use crate::engine::RequestId;

/// What a function is called with.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) request_id: RequestId,
    pub(crate) payload: Bytes,
    pub(crate) trace: TraceHeader,
    /// What the client says of itself (`X-Amz-Client-Context`), as JSON in one line.
    pub(crate) client_context: Option<String>,
}

/// The X-Ray header of an invocation: the caller's, or a new and unsampled one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TraceHeader(String);

impl Call {
    /// A call that begins a trace of its own.
    pub(crate) fn new(request_id: RequestId, payload: Bytes) -> Self {
        let trace = TraceHeader::new(&request_id);
        Self { request_id, payload, trace, client_context: None }
    }

    /// The same call within the caller's trace (`X-Amzn-Trace-Id`), if it has one.
    pub(crate) fn within(mut self, trace: Option<&str>) -> Self {
        if let Some(trace) = trace {
            self.trace = TraceHeader(trace.to_owned());
        }
        self
    }

    /// The same call from a client that says this of itself.
    pub(crate) fn for_client(self, client_context: Option<String>) -> Self {
        Self { client_context, ..self }
    }
}

impl TraceHeader {
    pub(crate) fn new(request_id: &RequestId) -> Self {
        let digits = request_id.to_string().replace('-', "");
        Self(format!("Root=1-67748580-{digits:.24};Sampled=0"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}
