//! Where a cluster is, under which name the archive lies there, and who asks.
//!
//! What is secret comes from the environment or from a file that it names, never from a command
//! line, which every user of a machine can read.

use std::path::{Path, PathBuf};

use opensearch::http::Url;

/// The name of an archive that was given none.
pub const USUAL_NAME: &str = "suyan";

/// Names in the environment of the user and the password.
const USER: &str = "SUYAN_CLUSTER_USER";
const PASSWORD: &str = "SUYAN_CLUSTER_PASSWORD";
/// Name in the environment of a file with `user:password` in its first line.
const CREDENTIALS: &str = "SUYAN_CLUSTER_CREDENTIALS";
/// Name in the environment of a file of certificates (PEM) that the cluster's own is signed by,
/// where the system does not know them.
const AUTHORITY: &str = "SUYAN_CLUSTER_CA";

/// See the module.
#[derive(Debug, Clone)]
pub struct ClusterSettings {
    pub(crate) nodes: Vec<Url>,
    pub(crate) name: String,
    pub(crate) user: Option<(String, Secret)>,
    pub(crate) authority: Option<Vec<u8>>,
}

/// What is not to be printed.
#[derive(Clone)]
pub(crate) struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// Why a cluster cannot be asked as was told: one line in Chinese, with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(String);

impl ClusterSettings {
    /// A cluster at these addresses, separated by commas, and an archive of this name; who asks is
    /// told by the environment.
    ///
    /// # Errors
    /// An address is none, or not safe: other machines are asked by HTTPS only.
    pub fn new(addresses: &str, name: Option<&str>) -> Result<Self, Unusable> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self::from_variables(addresses, name, &variable)
    }

    fn from_variables(
        addresses: &str,
        name: Option<&str>,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Unusable> {
        let written = addresses.split(',').map(str::trim).filter(|one| !one.is_empty());
        let nodes = written.map(address).collect::<Result<Vec<_>, _>>()?;
        if nodes.is_empty() {
            return Err(Unusable("--cluster 没有写地址，应如 https://es.example.org:9200".into()));
        }
        let name = name.unwrap_or(USUAL_NAME);
        if !is_name(name) {
            return Err(Unusable(format!(
                "档案的名称“{name}”不能用：应由小写字母、数字和连字符组成，以字母开头，至多 80 个字符"
            )));
        }
        let authority = variable(AUTHORITY).map(|file| read(AUTHORITY, Path::new(&file)));
        let (user, authority) = (credentials(variable)?, authority.transpose()?);
        if user.is_some() && nodes.iter().any(|node| node.scheme() == "http") {
            tracing::info!("credentials go to this machine without HTTPS");
        }
        Ok(Self { nodes, name: name.to_owned(), user, authority })
    }

    /// What the archive is called where something is told of it: the address and the name.
    #[must_use]
    pub fn place(&self) -> PathBuf {
        let node = self.nodes.first().map_or("", |node| node.as_str().trim_end_matches('/'));
        PathBuf::from(format!("{node}/{}", self.name))
    }
}

fn address(written: &str) -> Result<Url, Unusable> {
    let url = Url::parse(written).ok().filter(|url| url.host_str().is_some_and(|h| !h.is_empty()));
    let Some(url) = url else {
        return Err(Unusable(format!(
            "“{written}”不是集群的地址，应如 https://es.example.org:9200"
        )));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Unusable(format!(
            "集群地址里不要写用户名和密码，命令行别人看得到；请用环境变量 {USER} 与 {PASSWORD}，或 {CREDENTIALS} 指明文件"
        )));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(Unusable(format!(
            "{written} 不在本机，只能用 https。请改用 https://…；证书由自家签发时，用环境变量 {AUTHORITY} 指明证书文件"
        ))),
        other => Err(Unusable(format!("{written}：不认识 {other}，应为 https"))),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn is_name(name: &str) -> bool {
    name.len() <= 80
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn credentials(
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<(String, Secret)>, Unusable> {
    if let Some(file) = variable(CREDENTIALS) {
        let bytes = read(CREDENTIALS, Path::new(&file))?;
        let text = String::from_utf8_lossy(&bytes);
        let both = text.lines().next().and_then(|line| line.trim().split_once(':'));
        let (user, password) = both.ok_or_else(|| {
            Unusable(format!("{CREDENTIALS} 指明的文件 {file} 第一行应为 用户名:密码"))
        })?;
        return Ok(Some((user.to_owned(), Secret(password.to_owned()))));
    }
    match (variable(USER), variable(PASSWORD)) {
        (Some(user), Some(password)) => Ok(Some((user, Secret(password)))),
        (None, None) => Ok(None),
        _ => Err(Unusable(format!("环境变量 {USER} 与 {PASSWORD} 须同时设置"))),
    }
}

fn read(variable: &str, file: &Path) -> Result<Vec<u8>, Unusable> {
    std::fs::read(file).map_err(|error| {
        Unusable(format!("读不到环境变量 {variable} 指明的文件 {}：{error}", file.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(addresses: &str, variables: &[(&str, &str)]) -> Result<ClusterSettings, Unusable> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        ClusterSettings::from_variables(addresses, None, &variable)
    }

    #[test]
    fn other_machines_are_asked_by_https_only() {
        for good in [
            "http://127.0.0.1:9200,http://localhost:9201",
            "http://[::1]:9200",
            "https://es.example.org:9200",
        ] {
            assert!(settings(good, &[]).is_ok(), "{good}");
        }
        for bad in [
            "http://es.example.org:9200",
            "https://es.example.org,http://10.0.0.1:9200",
            "http://127.0.0.1.example.org",
            "ftp://127.0.0.1",
            "es.example.org",
            "",
            "https://u:p@es.example.org",
        ] {
            assert!(settings(bad, &[]).is_err(), "{bad}");
        }
    }

    #[test]
    fn credentials_come_from_a_file_or_the_environment_and_are_not_printed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("who");
        std::fs::write(&file, "reader:s3:cret\n").unwrap();
        let by_file = settings("https://a", &[(CREDENTIALS, file.to_str().unwrap())]).unwrap();
        assert_eq!(by_file.user.as_ref().unwrap().1.0, "s3:cret");
        assert!(!format!("{by_file:?}").contains("s3:cret"));
        let both = [(USER, "a"), (PASSWORD, "b")];
        assert!(settings("https://a", &both).unwrap().user.is_some());
        assert!(settings("https://a", &both[..1]).is_err());
        assert!(settings("https://a", &[(AUTHORITY, "/no/such/file")]).is_err());
    }

    /// Addresses, variables, and words of what is told.
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);

    #[test]
    fn what_cannot_be_used_is_told_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("who");
        std::fs::write(&file, "nobody\nreader:secret\n").unwrap();
        let file = file.to_str().unwrap();
        let cases: [Case<'_>; 9] = [
            ("", &[], &["--cluster", "https://"]),
            (" , ", &[], &["--cluster"]),
            ("es.example.org:9200", &[], &["es.example.org", "https://"]),
            ("http://10.0.0.1:9200", &[], &["https", AUTHORITY]),
            ("ftp://127.0.0.1", &[], &["ftp", "https"]),
            ("https://u:p@a", &[], &[USER, PASSWORD, CREDENTIALS]),
            ("https://a", &[(CREDENTIALS, file)], &[CREDENTIALS, file, "用户名:密码"]),
            ("https://a", &[(PASSWORD, "b")], &[USER, PASSWORD]),
            ("https://a", &[(AUTHORITY, "/no/such/file")], &[AUTHORITY, "/no/such/file"]),
        ];
        for (addresses, variables, wanted) in cases {
            let told = settings(addresses, variables).unwrap_err().to_string();
            assert!(wanted.iter().all(|word| told.contains(word)), "{addresses}: {told}");
            assert!(!told.contains("u:p"), "a password is told: {told}");
        }
    }

    #[test]
    fn an_archive_has_a_name_that_a_cluster_takes() {
        let named = |name: &str| ClusterSettings::new("https://a:9200/", Some(name));
        let longest = "a".repeat(80);
        for good in ["a", "suyan", "a-1", "reports-2024", &longest] {
            let place = named(good).unwrap().place();
            assert_eq!(place, PathBuf::from(format!("https://a:9200/{good}")));
        }
        for bad in ["", "A", "1a", "-a", "a_b", "a b", "a*", "档案", "a/b", &"a".repeat(81)] {
            let told = named(bad).unwrap_err().to_string();
            assert!(told.contains(&format!("“{bad}”")), "{told}");
        }
        let usual = ClusterSettings::new("https://a,https://b", None).unwrap();
        assert_eq!((usual.nodes.len(), usual.name.as_str()), (2, USUAL_NAME));
        assert_eq!(usual.place(), PathBuf::from(format!("https://a/{USUAL_NAME}")));
    }
}
