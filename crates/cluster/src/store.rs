//! The documents of an archive, as they are asked for and written: what a cluster says becomes a
//! value or an error of ours.

use std::path::PathBuf;

use opensearch::http::Method;
use serde_json::{Value, json};
use suyan_search::{Deadline, Error};

use crate::ClusterSettings;
use crate::client::{Ask, Client, ClusterResponse, Purpose, said};
use crate::format::schema::IndexNames;

/// See the module.
#[derive(Debug)]
pub(crate) struct Store {
    pub client: Client,
    pub names: IndexNames,
    /// The address and the name, as they are told.
    pub place: PathBuf,
}

/// What tells a document from what it was before and will be: its number and term.
pub(crate) type Version = (u64, u64);

/// A document that was read by its id.
#[derive(Debug)]
pub(crate) struct Document {
    pub source: Value,
    pub version: Version,
}

/// Whether a document is to be put where there is none, in the place of one that was read, or
/// anyhow.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Over {
    Nothing,
    Version(Version),
    Anything,
}

/// Hits that are asked for at once: the most that a cluster gives.
pub(crate) const AT_ONCE: usize = 10_000;

impl Store {
    pub(crate) fn new(settings: &ClusterSettings) -> Result<Self, Error> {
        let client = Client::new(settings)?;
        Ok(Self { client, names: IndexNames::of(&settings.name), place: settings.place() })
    }

    fn refused(&self, stage: &'static str, answer: &ClusterResponse) -> Error {
        Error::index(stage)(said(answer.status, &answer.body))
    }

    fn ask(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<&Value>,
        purpose: Purpose,
        deadline: &Deadline,
    ) -> Result<ClusterResponse, Error> {
        let body = body.map(|body| body.to_string().into_bytes());
        self.client.ask(&Ask { method, path, query, body, purpose, deadline })
    }

    /// Makes the indexes where they are not there.
    pub(crate) fn make(&self) -> Result<(), Error> {
        let never = Deadline::default();
        for (name, made_with) in self.names.all() {
            let there =
                self.ask(Method::Head, name, &[], None, Purpose::Reading, &never)?.status == 200;
            if there {
                continue;
            }
            let made =
                self.ask(Method::Put, name, &[], Some(&made_with), Purpose::Writing, &never)?;
            let exists = made.body.to_string().contains("resource_already_exists_exception");
            if made.status != 200 && !exists {
                return Err(self.refused("making the archive", &made));
            }
        }
        Ok(())
    }

    /// A document by its id, as it was put last.
    pub(crate) fn get(
        &self,
        index: &str,
        id: &str,
        deadline: &Deadline,
    ) -> Result<Option<Document>, Error> {
        let path = format!("{index}/_doc/{id}");
        let got = self.ask(Method::Get, &path, &[], None, Purpose::Reading, deadline)?;
        match got.status {
            200 => {
                let number = |name: &str| got.body[name].as_u64().unwrap_or_default();
                let version = (number("_seq_no"), number("_primary_term"));
                Ok(Some(Document { source: got.body["_source"].clone(), version }))
            }
            404 => Ok(None),
            _ => Err(self.refused("reading the archive", &got)),
        }
    }

    /// Puts a document; its version, or `None` where something else stands there.
    pub(crate) fn put(
        &self,
        index: &str,
        id: &str,
        source: &Value,
        over: Over,
    ) -> Result<Option<Version>, Error> {
        let path = match over {
            Over::Nothing => format!("{index}/_create/{id}"),
            _ => format!("{index}/_doc/{id}"),
        };
        let version = match over {
            Over::Version((number, term)) => Some((number.to_string(), term.to_string())),
            _ => None,
        };
        let query: Vec<(&str, &str)> = version
            .iter()
            .flat_map(|(number, term)| [("if_seq_no", number.as_str()), ("if_primary_term", term)])
            .collect();
        let never = Deadline::default();
        let put = self.ask(Method::Put, &path, &query, Some(source), Purpose::Writing, &never)?;
        let number = |name: &str| put.body[name].as_u64().unwrap_or_default();
        match put.status {
            200 | 201 => Ok(Some((number("_seq_no"), number("_primary_term")))),
            409 => Ok(None),
            _ => Err(self.refused("writing the archive", &put)),
        }
    }

    /// Takes a document away, if it is there.
    pub(crate) fn delete(&self, index: &str, id: &str) -> Result<(), Error> {
        let (path, never) = (format!("{index}/_doc/{id}"), Deadline::default());
        let done = self.ask(Method::Delete, &path, &[], None, Purpose::Writing, &never)?;
        if matches!(done.status, 200 | 404) { Ok(()) } else { Err(self.refused("writing", &done)) }
    }

    /// Searches; an answer that lacks a shard is none.
    pub(crate) fn search(
        &self,
        index: &str,
        body: &Value,
        deadline: &Deadline,
    ) -> Result<Value, Error> {
        let path = format!("{index}/_search");
        let query =
            [("allow_partial_search_results", "false"), ("include_named_queries_score", "true")];
        let found =
            self.ask(Method::Post, &path, &query, Some(body), Purpose::Reading, deadline)?;
        match found.status {
            200 if found.body["timed_out"] == true => Err(Error::TimedOut),
            200 if found.body["_shards"]["failed"].as_u64() != Some(0) => {
                Err(self.client.away("集群缺少分片"))
            }
            200 => Ok(found.body),
            404 => Err(Error::Missing(self.place.clone())),
            _ => Err(self.refused("searching", &found)),
        }
    }

    /// Every hit of a query, in the order of fields of which no two hits have the same.
    pub(crate) fn each(
        &self,
        index: &str,
        body: &Value,
        order: &[&str],
        deadline: &Deadline,
        take: &mut dyn FnMut(&Value) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut body = body.clone();
        body["size"] = json!(AT_ONCE);
        body["sort"] = order.iter().map(|field| json!({*field: "asc"})).collect();
        body["track_total_hits"] = json!(false);
        loop {
            let found = self.search(index, &body, deadline)?;
            let hits = found["hits"]["hits"].as_array().map_or(&[][..], Vec::as_slice);
            hits.iter().try_for_each(&mut *take)?;
            match hits.last().filter(|_| hits.len() == AT_ONCE) {
                Some(last) => body["search_after"] = last["sort"].clone(),
                None => return Ok(()),
            }
        }
    }

    /// How many documents a query finds.
    pub(crate) fn count(
        &self,
        index: &str,
        query: &Value,
        deadline: &Deadline,
    ) -> Result<u64, Error> {
        let body = json!({"size": 0, "track_total_hits": true, "query": query});
        let found = self.search(index, &body, deadline)?;
        Ok(found["hits"]["total"]["value"].as_u64().unwrap_or_default())
    }

    /// Documents by id and routing, in the order in which they were asked for.
    pub(crate) fn several(
        &self,
        index: &str,
        wanted: &[(String, String)],
        deadline: &Deadline,
    ) -> Result<Vec<Option<Value>>, Error> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let docs: Vec<Value> =
            wanted.iter().map(|(id, routing)| json!({"_id": id, "routing": routing})).collect();
        let path = format!("{index}/_mget");
        let body = json!({"docs": docs});
        let got = self.ask(Method::Post, &path, &[], Some(&body), Purpose::Reading, deadline)?;
        if got.status != 200 {
            return Err(self.refused("reading the archive", &got));
        }
        let docs = got.body["docs"].as_array().map_or(&[][..], Vec::as_slice);
        let is_short = docs.len() != wanted.len();
        if is_short || docs.iter().any(|doc| doc.get("error").is_some()) {
            return Err(self.client.away("集群缺少分片"));
        }
        let source = |doc: &Value| (doc["found"] == true).then(|| doc["_source"].clone());
        Ok(docs.iter().map(source).collect())
    }

    /// Writes lines of a bulk request; those that a busy cluster refuses, again.
    pub(crate) fn bulk(&self, lines: Vec<u8>) -> Result<(), Error> {
        if lines.is_empty() {
            return Ok(());
        }
        let never = Deadline::default();
        let mut rest = lines;
        let mut pause = std::time::Duration::from_millis(100);
        loop {
            let ask = Ask {
                method: Method::Post,
                path: "_bulk",
                query: &[],
                body: Some(rest.clone()),
                purpose: Purpose::Writing,
                deadline: &never,
            };
            let written = self.client.ask(&ask)?;
            if written.status != 200 {
                return Err(self.refused("writing the archive", &written));
            }
            rest = self.refused_lines(&rest, &written)?;
            if rest.is_empty() {
                return Ok(());
            }
            if pause > std::time::Duration::from_secs(60) {
                return Err(self.client.away("集群太忙，写不进去"));
            }
            std::thread::sleep(pause);
            pause *= 2;
        }
    }

    /// The lines of those that were refused for the time being.
    fn refused_lines(&self, lines: &[u8], answer: &ClusterResponse) -> Result<Vec<u8>, Error> {
        if answer.body["errors"] == false {
            return Ok(Vec::new());
        }
        let items = answer.body["items"].as_array().map_or(&[][..], Vec::as_slice);
        let mut of_item = lines.split_inclusive(|byte| *byte == b'\n');
        let mut rest = Vec::new();
        for item in items {
            let action = item.as_object().and_then(|item| item.iter().next());
            let Some((name, done)) = action else { break };
            let mut own: Vec<u8> = of_item.next().unwrap_or_default().to_vec();
            if name != "delete" {
                own.extend(of_item.next().unwrap_or_default());
            }
            match done["status"].as_u64() {
                Some(200 | 201) => {}
                Some(404) if name == "delete" => {}
                Some(429 | 500..) => rest.extend(own),
                status => {
                    let error = json!({"error": done["error"]});
                    let said = said(status.unwrap_or_default() as u16, &error);
                    return Err(Error::index("writing the archive")(said));
                }
            }
        }
        // What nothing was said of was perhaps not written.
        rest.extend(of_item.flatten());
        Ok(rest)
    }

    /// Shows what was written to whoever searches.
    pub(crate) fn refresh(&self, index: &str) -> Result<(), Error> {
        let (path, never) = (format!("{index}/_refresh"), Deadline::default());
        let done = self.ask(Method::Post, &path, &[], None, Purpose::Writing, &never)?;
        let failed = done.body["_shards"]["failed"].as_u64();
        if done.status == 200 && failed == Some(0) {
            return Ok(());
        }
        Err(self.refused("showing what was written", &done))
    }

    /// Takes away what a query finds, and shows it.
    pub(crate) fn delete_all(&self, index: &str, query: &Value) -> Result<(), Error> {
        let body = json!({"query": query, "size": AT_ONCE, "_source": false});
        loop {
            let found = self.search(index, &body, &Deadline::default())?;
            let hits = found["hits"]["hits"].as_array().map_or(&[][..], Vec::as_slice);
            if hits.is_empty() {
                return Ok(());
            }
            let mut lines = Vec::new();
            for hit in hits {
                let mut about = json!({"_index": index, "_id": hit["_id"]});
                if let Some(routing) = hit["_routing"].as_str() {
                    about["routing"] = json!(routing);
                }
                lines.extend(json!({"delete": about}).to_string().into_bytes());
                lines.push(b'\n');
            }
            self.bulk(lines)?;
            self.refresh(index)?;
        }
    }
}

/// The string of a field.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests;
