//! The account in a file: every change is on the disk before anybody is told of it.
//!
//! The file is a `redb` database: a store with transactions that survive a killed process and a power cut, without a server and without
//! unsafe memory maps. A transaction writes the rows that one change has touched.

mod error;

use std::collections::{BTreeMap, HashSet};
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use redb::{Database, ReadableDatabase as _, ReadableTable as _, TableDefinition, WriteTransaction};
use serde::{Deserialize, Serialize};

use crate::account::Function;
use crate::clock::VirtualTime;
use crate::engine::{Changes, Region, Regions, Row, Rules, World, written};
pub use error::StateError;

/// What the rows look like; another number is another program's file.
const FORMAT: u64 = 1;

/// The format, and where the clock is.
const ACCOUNT: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("account");
/// By region and row.
const ROWS: TableDefinition<'_, (&str, &[u8]), &[u8]> = TableDefinition::new("rows");
/// The zips of functions by their SHA-256.
const CODE: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("code");

/// A file that holds an account.
#[derive(Debug)]
pub(crate) struct StateFile {
    path: PathBuf,
    database: Database,
    code: HashSet<String>,
    times: Option<Times>,
}

/// The deployment's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Times {
    start: VirtualTime,
    now: VirtualTime,
}

impl StateFile {
    /// Opens a file, or makes it. Nobody but its owner may read it, since it holds code and the capabilities of hooks.
    pub(crate) fn open(path: &Path) -> Result<Self, StateError> {
        let made = {
            use std::os::unix::fs::OpenOptionsExt as _;
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
        };
        match made {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                return Err(StateError::Create { path: path.to_owned(), source: error });
            }
            _ => {}
        }
        let database = Database::create(path).map_err(|error| StateError::of_opening(path, error))?;
        let mut file = Self { path: path.to_owned(), database, code: HashSet::new(), times: None };
        file.prepare()?;
        Ok(file)
    }

    /// The account that the file holds; `None` when it is new.
    pub(crate) fn account(&mut self, seed: u64, rules: &Rules) -> Result<Option<Regions>, StateError> {
        let Some(times) = self.times else { return Ok(None) };
        let read = self.database.begin_read().map_err(|error| self.unreadable(error))?;
        let rows = read.open_table(ROWS).map_err(|error| self.unreadable(error))?;
        let code = read.open_table(CODE).map_err(|error| self.unreadable(error))?;
        let mut by_region: BTreeMap<Region, Vec<(Row, Vec<u8>)>> = BTreeMap::new();
        for entry in rows.iter().map_err(|error| self.unreadable(error))? {
            let (key, value) = entry.map_err(|error| self.unreadable(error))?;
            let (region, row) = key.value();
            let unknown = |why: String| StateError::Content { path: self.path.clone(), why };
            let row: Row = ciborium::from_reader(row).map_err(|error| unknown(format!("a row's key: {error}")))?;
            let region = Region::new(region).ok_or_else(|| unknown(format!("`{region}` is no region")))?;
            by_region.entry(region).or_default().push((row, value.value().to_vec()));
        }
        let of_hash = |sha256: &str| -> Option<Bytes> {
            let found = code.get(sha256).ok().flatten()?;
            Some(Bytes::copy_from_slice(found.value()))
        };
        let worlds = by_region.into_iter().map(|(region, rows)| {
            World::restored(region, times.start, rules.clone(), rows, &of_hash)
                .map_err(|error| StateError::Content { path: self.path.clone(), why: error.to_string() })
        });
        let worlds = worlds.collect::<Result<Vec<_>, _>>()?;
        drop((rows, code, read));
        self.forget_code_but_of(&worlds)?;
        Ok(Some(Regions::restored(times.start, times.now, seed, rules.clone(), worlds)))
    }

    /// Takes the archives away whose functions are gone. Once at the start, since a deleted function is often made again.
    fn forget_code_but_of(&mut self, worlds: &[World]) -> Result<(), StateError> {
        let archives = worlds.iter().flat_map(World::functions).flat_map(Function::archives);
        let in_use: HashSet<String> = archives.map(|archive| archive.sha256().to_owned()).collect();
        if self.code.is_subset(&in_use) {
            return Ok(());
        }
        self.transaction(|transaction, known| {
            let mut table = transaction.open_table(CODE)?;
            for sha256 in known.difference(&in_use) {
                table.remove(sha256.as_str())?;
            }
            Ok(())
        })?;
        self.code.retain(|sha256| in_use.contains(sha256));
        Ok(())
    }

    /// Writes what has changed. `keeps_time` says whether the clock alone is worth writing: one that goes by itself is not.
    pub(crate) fn write(&mut self, regions: &mut Regions, keeps_time: bool) -> Result<(), StateError> {
        let changes = regions.take_changes();
        let times = Times { start: regions.start(), now: regions.now() };
        let nothing_new = changes.is_empty() && self.times.is_some_and(|kept| kept == times || !keeps_time);
        if nothing_new {
            return Ok(());
        }
        let code = self.transaction(|transaction, known| {
            let mut new = Vec::new();
            for (region, Changes { rows, code }) in &changes {
                write_rows(transaction, region, rows)?;
                let mut table = transaction.open_table(CODE)?;
                for archive in code.iter().filter(|archive| !known.contains(archive.sha256())) {
                    table.insert(archive.sha256(), &archive.bytes()[..])?;
                    new.push(archive.sha256().to_owned());
                }
            }
            write_times(transaction, times)?;
            Ok(new)
        })?;
        self.code.extend(code);
        self.times = Some(times);
        Ok(())
    }

    /// Empties the account.
    pub(crate) fn clear(&mut self) -> Result<(), StateError> {
        self.transaction(|transaction, _| {
            transaction.delete_table(ROWS)?;
            transaction.delete_table(CODE)?;
            transaction.delete_table(ACCOUNT)?;
            write_format(transaction)
        })?;
        self.code.clear();
        self.times = None;
        Ok(())
    }

    /// Looks at the format and at what is there; makes the tables of a new file.
    fn prepare(&mut self) -> Result<(), StateError> {
        let path = self.path.clone();
        let (format, times, code) = self.transaction(|transaction, _| {
            transaction.open_table(ROWS)?;
            let code = transaction.open_table(CODE)?;
            let code = code.iter()?.map(|entry| Ok(entry?.0.value().to_owned())).collect::<Result<_, redb::Error>>()?;
            let table = transaction.open_table(ACCOUNT)?;
            let format = table.get("format")?.map(|found| found.value().to_vec());
            let times = table.get("times")?.map(|found| found.value().to_vec());
            drop(table);
            if format.is_none() {
                write_format(transaction)?;
            }
            Ok((format, times, code))
        })?;
        if let Some(found) = format
            && found != FORMAT.to_be_bytes()
        {
            return Err(StateError::Format { path });
        }
        let unknown = |why: String| StateError::Content { path: path.clone(), why: format!("its clock: {why}") };
        self.times = match times {
            Some(bytes) => Some(ciborium::from_reader(&bytes[..]).map_err(|error| unknown(error.to_string()))?),
            None => None,
        };
        self.code = code;
        Ok(())
    }

    /// One change of the file, whole or not at all. It is on the disk when this returns.
    fn transaction<T>(
        &self,
        change: impl FnOnce(&WriteTransaction, &HashSet<String>) -> Result<T, redb::Error>,
    ) -> Result<T, StateError> {
        let run = || -> Result<T, redb::Error> {
            let transaction = self.database.begin_write()?;
            let result = change(&transaction, &self.code)?;
            transaction.commit()?;
            Ok(result)
        };
        run().map_err(|source| StateError::Write { path: self.path.clone(), source: Box::new(source) })
    }

    fn unreadable(&self, error: impl Into<redb::Error>) -> StateError {
        StateError::Read { path: self.path.clone(), source: Box::new(error.into()) }
    }
}

fn write_rows(
    transaction: &WriteTransaction,
    region: &Region,
    rows: &[(Row, Option<Vec<u8>>)],
) -> Result<(), redb::Error> {
    let mut table = transaction.open_table(ROWS)?;
    for (row, value) in rows {
        let key = written(row);
        match value {
            Some(value) => drop(table.insert((region.as_str(), &key[..]), &value[..])?),
            None => drop(table.remove((region.as_str(), &key[..]))?),
        }
    }
    Ok(())
}

fn write_times(transaction: &WriteTransaction, times: Times) -> Result<(), redb::Error> {
    transaction.open_table(ACCOUNT)?.insert("times", &written(&times)[..])?;
    Ok(())
}

fn write_format(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(ACCOUNT)?.insert("format", &FORMAT.to_be_bytes()[..])?;
    Ok(())
}

#[cfg(test)]
mod tests;
