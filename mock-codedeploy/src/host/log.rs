//! What a function prints: the end of it, and the hook reports in it. Everything else is dropped as it comes.

use std::collections::VecDeque;

use serde_json::Value;

/// Lambda gives back this much of a log.
const TAIL_BYTES: usize = 4 * 1024;
/// A line that is longer is no hook report, only noise.
const LONGEST_LINE: usize = 256 * 1024;
/// More hook reports than one invocation can sensibly make.
const MOST_REPORTS: usize = 100;

/// Takes what a process prints, in pieces, in bounded memory.
#[derive(Debug, Default)]
pub(super) struct Log {
    tail: VecDeque<u8>,
    line: Vec<u8>,
    line_is_too_long: bool,
    hook_reports: Vec<Value>,
}

/// What was printed since the last time.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) tail: Vec<u8>,
    pub(super) hook_reports: Vec<Value>,
}

impl Output {
    /// What was printed before and after, as one.
    pub(super) fn and(mut self, later: Self) -> Self {
        self.tail.extend(later.tail);
        let surplus = self.tail.len().saturating_sub(TAIL_BYTES);
        self.tail.drain(..surplus);
        self.hook_reports.extend(later.hook_reports);
        self
    }
}

impl Log {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let kept = bytes.len().saturating_sub(TAIL_BYTES);
        let newest = bytes.get(kept..).unwrap_or_default();
        let surplus = (self.tail.len() + newest.len()).saturating_sub(TAIL_BYTES);
        self.tail.drain(..surplus.min(self.tail.len()));
        self.tail.extend(newest);

        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (text, ends) = match piece.split_last() {
                Some((b'\n', text)) => (text, true),
                _ => (piece, false),
            };
            if self.line.len() + text.len() > LONGEST_LINE {
                self.line_is_too_long = true;
                self.line.clear();
            }
            if !self.line_is_too_long {
                self.line.extend_from_slice(text);
            }
            if ends {
                self.end_line();
            }
        }
    }

    pub(super) fn take(&mut self) -> Output {
        Output { tail: std::mem::take(&mut self.tail).into(), hook_reports: std::mem::take(&mut self.hook_reports) }
    }

    fn end_line(&mut self) {
        // Cheap first: nearly no line is a report.
        let looks_like_one =
            self.line.starts_with(b"{") && self.line.windows(13).any(|part| part == b"\"hook_report\"");
        if looks_like_one
            && self.hook_reports.len() < MOST_REPORTS
            && let Ok(value) = serde_json::from_slice::<Value>(&self.line)
            && value.get("kind").and_then(Value::as_str) == Some("hook_report")
        {
            self.hook_reports.push(value);
        }
        self.line.clear();
        self.line_is_too_long = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_four_kilobytes_are_kept_however_they_come() {
        let mut log = Log::default();
        for _ in 0..1_000 {
            log.push(&[b'a'; 100]);
        }
        log.push(&[b'b'; 4_000]);
        let tail = log.take().tail;
        assert_eq!(tail.len(), 4_096);
        assert!(tail.starts_with(&[b'a'; 96]) && tail.ends_with(&[b'b'; 4_000]));
        log.push(&[b'c'; 10_000]);
        assert_eq!(log.take().tail, [b'c'; 4_096]);
    }

    #[test]
    fn hook_reports_are_found_across_pieces_and_among_noise() {
        let mut log = Log::default();
        log.push(b"noise\n{\"kind\":\"hook_re");
        log.push(b"port\",\"outcome\":\"failed\"}\n{\"kind\":\"other\"}\n{\"hook_report\"\nnot ended {\"kind\"");
        let reports = log.take().hook_reports;
        assert_eq!(reports.len(), 1);
        assert_eq!(reports[0]["outcome"], "failed");
    }

    #[test]
    fn an_endless_line_takes_no_memory() {
        let mut log = Log::default();
        for _ in 0..400 {
            log.push(&[b'x'; 16 * 1024]);
        }
        assert!(log.line.len() <= LONGEST_LINE);
        log.push(b"\n{\"kind\":\"hook_report\"}\n");
        assert_eq!(log.take().hook_reports.len(), 1);
    }
}
