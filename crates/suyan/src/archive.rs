//! Where an archive is: an index folder, or a cluster. What goes wrong with one on a cluster becomes a
//! line that says what to do.

use std::path::Path;
use std::sync::Arc;

use suyan_cluster::{Cluster, ClusterSettings};
use suyan_engine::Index;
use suyan_search::{Backend, Concepts, Error};

use crate::args::Location;
use crate::exit::{self, Failed};

impl Location {
    /// The settings, where a cluster was asked for.
    pub fn settings(&self) -> Result<Option<ClusterSettings>, Failed> {
        let of = |addresses: &String| ClusterSettings::new(addresses, self.name.as_deref());
        self.cluster.as_ref().map(of).transpose().map_err(|error| Failed::usage(error.to_string()))
    }

    /// Opens the archive to read from.
    pub fn open(&self) -> Result<Arc<dyn Backend>, Failed> {
        self.open_with(None)
    }

    /// Opens the archive to read from, with a table of concepts.
    pub fn open_with(&self, concepts: Option<&Path>) -> Result<Arc<dyn Backend>, Failed> {
        let Some(settings) = self.settings()? else {
            let index = Index::open_with(&self.folder.index, concepts);
            return Ok(Arc::new(index.map_err(|error| exit::engine(&error))?));
        };
        let builtin = Concepts::builtin();
        let concepts = match concepts {
            None => builtin,
            Some(path) => {
                let why = |why: String| Failed::new(format!("{}：{why}", path.display()));
                let table =
                    std::fs::read_to_string(path).map_err(|error| why(error.to_string()))?;
                builtin.with(&table).map_err(|error| why(error.to_string()))?
            }
        };
        let opened = Cluster::open(&settings, concepts);
        Ok(Arc::new(opened.map_err(|error| failed(&error, &settings))?))
    }
}

/// Why a run of the indexer into a cluster ended early.
pub fn indexer(error: &suyan_indexer::IndexingError, settings: &ClusterSettings) -> Failed {
    match error {
        suyan_indexer::IndexingError::Engine(error) => failed(error, settings),
        suyan_indexer::IndexingError::Interrupted => Failed::new(
            "已中断，收录没有完成；集群上最近一次提交的内容不受影响。再次运行同一命令会接着做",
        ),
        suyan_indexer::IndexingError::Manifest(source) => Failed::new(format!(
            "集群上的档案 {} 的清单读不懂（{source}）。请用 --name 另起一个名称，重新收录",
            settings.place().display()
        )),
        other => exit::indexer(other, &settings.place()),
    }
}

/// What is wrong with an archive on a cluster, and what to do.
fn failed(error: &Error, settings: &ClusterSettings) -> Failed {
    let place = settings.place();
    let place = place.display();
    Failed::new(match error {
        Error::Missing(_) => format!(
            "集群上没有档案 {place}。请先收录：suyan index 报告文件夹 --cluster 网址 --name 名称；或检查 --name"
        ),
        Error::Busy(_) => {
            format!("另一个 suyan 正在往 {place} 收录，本次没有改动任何东西。请等它结束后再运行")
        }
        Error::Fingerprint { found, wanted, .. } => format!(
            "集群上的档案 {place} 由另一版本建立（{found}，本程序需要 {wanted}），不能沿用。\
             请用 --name 另起一个名称重新收录，用不着的旧档案请集群管理员删除"
        ),
        Error::Denied { writes, source, .. } => format!(
            "集群不让{} {place}（{source}）。请检查环境变量 SUYAN_CLUSTER_USER、SUYAN_CLUSTER_PASSWORD 和这个用户的权限",
            if *writes { "写入" } else { "读取" }
        ),
        Error::Damaged { what, .. } => format!(
            "集群上的档案 {place} 不完整（{what}）。请集群管理员检查各节点；无法恢复时，用 --name 另起一个名称重新收录"
        ),
        Error::Index { .. } => {
            format!("集群没有照办：{error}；{place} 最近一次提交的内容不受影响")
        }
        other => return exit::engine(other),
    })
}
