//! What may be typed to keep an archive: to make it, serve it, look after it and hand it on.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use suyan_query::PublicUrl;

use super::{IndexFolder, Location};

/// `suyan up`.
#[derive(Debug, ClapArgs)]
pub struct UpArgs {
    /// 报告所在的文件或文件夹 [默认：data/]
    #[arg(value_name = "路径", help_heading = "参数")]
    paths: Vec<PathBuf>,
    /// 没有文字层的扫描 PDF 用 tesseract 识读（须另行安装，较慢）
    #[arg(long, help_heading = "选项")]
    pub ocr: bool,
    #[command(flatten)]
    pub serve: ServeArgs,
}

impl UpArgs {
    /// The given paths, or the usual one.
    pub fn paths(&self) -> Vec<PathBuf> {
        if self.paths.is_empty() { vec![PathBuf::from("data")] } else { self.paths.clone() }
    }
}

/// `suyan index`.
#[derive(Debug, ClapArgs)]
pub struct IndexArgs {
    /// 报告所在的文件或文件夹：txt、md、html、docx、doc、pdf、rtf、odt、xlsx、csv、jsonl，或它们的 zip
    #[arg(required = true, value_name = "路径", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub archive: Location,
    /// 文件已不在的报告也从索引中移除
    #[arg(long, help_heading = "选项")]
    pub prune: bool,
    /// 没有文字层的扫描 PDF 用 tesseract 识读（须另行安装，较慢）
    #[arg(long, help_heading = "选项")]
    pub ocr: bool,
    /// 把没有成为报告的每个文件及原因写入此文件（JSON 行）
    #[arg(long, value_name = "FILE", help_heading = "选项")]
    pub rejects: Option<PathBuf>,
}

/// `suyan serve`.
#[derive(Debug, ClapArgs)]
pub struct ServeArgs {
    #[command(flatten)]
    pub archive: Location,
    /// 网址，仅本机可见；让别人也能访问用 0.0.0.0:8080，任选端口用 0 [默认：127.0.0.1:8080]
    #[arg(
        long,
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:8080",
        hide_default_value = true,
        value_parser = address,
        help_heading = "选项"
    )]
    pub addr: String,
    /// 自己的同义词表，改了即时生效 [默认：索引文件夹里的 concepts.txt]
    #[arg(long, value_name = "FILE", help_heading = "选项")]
    pub concepts: Option<PathBuf>,
    /// 读者看到的网址（经由代理或域名时），如 `https://example.org`，用于引文和导出的链接
    #[arg(long, value_name = "URL", value_parser = PublicUrl::new, help_heading = "选项")]
    pub public_url: Option<PublicUrl>,
    /// 打开核定笔记：读者可以确认或改判承诺的结果，写进此文件（没有则新建）；只能在本机地址上用 [默认：不打开]
    #[arg(long, value_name = "FILE", help_heading = "选项")]
    pub notes: Option<PathBuf>,
}

/// `suyan notes`.
#[derive(Debug, ClapArgs)]
pub struct NotesArgs {
    /// 笔记文件，同 suyan serve --notes
    #[arg(required = true, value_name = "笔记文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 读回一份导出的 CSV；已有的条目不会重复
    #[arg(long, value_name = "CSV", help_heading = "选项")]
    pub add: Option<PathBuf>,
}

/// `suyan export`.
#[derive(Debug, ClapArgs)]
pub struct ExportArgs {
    #[command(flatten)]
    pub archive: Location,
    /// jsonl：一行一份报告，连同依据和全部段落；parquet：一行一段 [默认：jsonl]
    #[arg(
        long,
        value_name = "F",
        default_value = "jsonl",
        hide_default_value = true,
        help_heading = "选项"
    )]
    pub format: String,
    /// 写入此文件 [默认：标准输出]
    #[arg(long, short, value_name = "FILE", help_heading = "选项")]
    pub output: Option<PathBuf>,
    /// 只输出 JSON Lines 一行的 JSON Schema
    #[arg(long, help_heading = "选项")]
    pub schema: bool,
}

/// `suyan check`.
#[derive(Debug, ClapArgs)]
pub struct CheckArgs {
    #[command(flatten)]
    pub folder: IndexFolder,
}

/// `suyan mcp`.
#[derive(Debug, ClapArgs)]
pub struct McpArgs {
    #[command(flatten)]
    pub archive: Location,
    /// 自己的同义词表 [默认：索引文件夹里的 concepts.txt]
    #[arg(long, value_name = "FILE", help_heading = "选项")]
    pub concepts: Option<PathBuf>,
    /// 引文链接里的网址 [默认：`http://127.0.0.1:8080`，即 suyan serve 的网址]
    #[arg(long, value_name = "URL", value_parser = PublicUrl::new, help_heading = "选项")]
    pub public_url: Option<PublicUrl>,
}

fn address(text: &str) -> Result<String, String> {
    let is_address = text
        .rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    if is_address {
        Ok(text.to_owned())
    } else {
        Err("不是地址：应写作 主机:端口，如 127.0.0.1:8080".to_owned())
    }
}
