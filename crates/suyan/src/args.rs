//! What may be typed. The contract fixes the commands and their options; the words that explain
//! them are for someone who has never seen the program.

use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand};
use suyan_query::PublicUrl;

/// The layout of help, since clap's own headings are English.
const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "suyan",
    version,
    about = "溯言：在历年政府工作报告里检索原文。\nFull-text search over the reports that Chinese governments deliver every year.",
    after_help = "\n第一次使用：把报告放进 data/，运行 suyan up，然后用浏览器打开它显示的网址。\n退出码：0 完成；2 完成，但有文件未能读取；1 没有完成；64 用法有误。",
    help_template = "{about-with-newline}\n用法：{usage}\n\n命令：\n{subcommands}\n\n选项：\n{options}\n{after-help}",
    override_usage = "suyan <命令> [选项]",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Args {
    /// 显示帮助
    #[arg(short, long, global = true, action = ArgAction::Help, help_heading = "选项")]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "选项")]
    version: Option<bool>,
    #[command(subcommand)]
    pub command: Command,
}

/// One command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 收录报告，然后打开检索网页（index a folder, then serve it）
    #[command(help_template = TEMPLATE, override_usage = "suyan up [路径…] [选项]")]
    Up(Up),
    /// 只收录：新增和改动的文件进入索引（only index）
    #[command(help_template = TEMPLATE, override_usage = "suyan index 路径… [选项]")]
    Index(Index),
    /// 只打开检索网页和接口；索引更新后自动跟上（only serve）
    #[command(help_template = TEMPLATE, override_usage = "suyan serve [选项]")]
    Serve(Serve),
    /// 在终端里检索（search in the terminal）
    #[command(help_template = TEMPLATE, override_usage = "suyan search 检索式 [选项]")]
    Search(Search),
    /// 承诺与下文：哪年承诺了什么，后来的报告怎么说（promises and what became of them）
    #[command(help_template = TEMPLATE, override_usage = "suyan promises [检索式] [选项]")]
    Promises(Promises),
    /// 收录情况：哪个地区有哪一年的报告，哪一年缺失（what is held, what is missing）
    #[command(help_template = TEMPLATE, override_usage = "suyan status [选项]")]
    Status(Status),
    /// 词频面板：若干字串在各地区、各年度的精确计数（counts of strings by place and year）
    #[command(help_template = TEMPLATE, override_usage = "suyan panel 字串… [选项]")]
    Panel(Panel),
    /// 检查索引文件是否完好（compare the index with its checksums）
    #[command(help_template = TEMPLATE, override_usage = "suyan check [选项]")]
    Check(Check),
    /// 供本程序自己调用：在单独的进程里读取文件
    #[command(hide = true)]
    ReadOne,
}

/// `suyan up`.
#[derive(Debug, ClapArgs)]
pub struct Up {
    /// 报告所在的文件或文件夹 [默认：data/]
    #[arg(value_name = "路径", help_heading = "参数")]
    paths: Vec<PathBuf>,
    /// 没有文字层的扫描 PDF 用 tesseract 识读（须另行安装，较慢）
    #[arg(long, help_heading = "选项")]
    pub ocr: bool,
    #[command(flatten)]
    pub serve: Serve,
}

impl Up {
    /// The given paths, or the usual one.
    pub fn paths(&self) -> Vec<PathBuf> {
        if self.paths.is_empty() { vec![PathBuf::from("data")] } else { self.paths.clone() }
    }
}

/// `suyan index`.
#[derive(Debug, ClapArgs)]
pub struct Index {
    /// 报告所在的文件或文件夹：txt、md、html、docx、doc、pdf、rtf、odt、xlsx、csv、jsonl，或它们的 zip
    #[arg(required = true, value_name = "路径", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    /// 索引文件夹 [默认：index/]
    #[arg(
        long,
        value_name = "DIR",
        default_value = "index",
        hide_default_value = true,
        help_heading = "选项"
    )]
    pub index: PathBuf,
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
pub struct Serve {
    /// 索引文件夹 [默认：index/]
    #[arg(
        long,
        value_name = "DIR",
        default_value = "index",
        hide_default_value = true,
        help_heading = "选项"
    )]
    pub index: PathBuf,
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
}

/// `suyan search`.
#[derive(Debug, ClapArgs)]
pub struct Search {
    /// 检索式，如：架空线入地、'"12345热线"'、'加梯 年:2020..2023 -公司'
    #[arg(value_name = "检索式", help_heading = "参数", allow_hyphen_values = true)]
    pub query: String,
    /// 索引文件夹 [默认：index/]
    #[arg(
        long,
        value_name = "DIR",
        default_value = "index",
        hide_default_value = true,
        help_heading = "选项"
    )]
    pub index: PathBuf,
    /// 地区名称或代码，含其下级；可重复
    #[arg(long, value_name = "P", help_heading = "选项")]
    pub place: Vec<String>,
    /// 年度：2023 或 2018..2023
    #[arg(long, value_name = "Y", help_heading = "选项")]
    pub year: Option<String>,
    /// 部分：review、situation、targets、tasks、livelihood、self、glossary、other
    #[arg(long, value_name = "P", help_heading = "选项")]
    pub part: Vec<String>,
    /// 连同同义说法一起查：加梯连同加装电梯
    #[arg(long, help_heading = "选项")]
    pub synonyms: bool,
    /// 自己的同义词表 [默认：索引文件夹里的 concepts.txt]
    #[arg(long, value_name = "FILE", help_heading = "选项")]
    pub concepts: Option<PathBuf>,
    /// 最多显示几份报告，1 至 100 [默认：10]
    #[arg(long, value_name = "N", default_value_t = 10, hide_default_value = true, help_heading = "选项",
          value_parser = clap::value_parser!(u16).range(1..=100))]
    pub limit: u16,
    /// 输出接口的 JSON
    #[arg(long, help_heading = "选项")]
    pub json: bool,
}

/// `suyan promises`.
#[derive(Debug, ClapArgs)]
pub struct Promises {
    /// 承诺的句子里要有的词，写法同检索式；不写则全部
    #[arg(value_name = "检索式", help_heading = "参数", allow_hyphen_values = true)]
    pub query: Option<String>,
    /// 索引文件夹 [默认：index/]
    #[arg(
        long,
        value_name = "DIR",
        default_value = "index",
        hide_default_value = true,
        help_heading = "选项"
    )]
    pub index: PathBuf,
    /// 地区名称或代码，含其下级；可重复
    #[arg(long, value_name = "P", help_heading = "选项")]
    pub place: Vec<String>,
    /// 作出承诺的年度：2023 或 2018..2023
    #[arg(long, value_name = "Y", help_heading = "选项")]
    pub year: Option<String>,
    /// 结果：kept、exceeded、partly、missed、postponed、restated、not_mentioned、cannot_tell、no_report、not_due；可重复
    #[arg(long, value_name = "V", help_heading = "选项")]
    pub verdict: Vec<String>,
    /// 力度：guarantee、do、strive、promote、explore；可重复
    #[arg(long, value_name = "S", help_heading = "选项")]
    pub strength: Vec<String>,
    /// 最多显示几条承诺，1 至 100 [默认：10]；对 --csv 不起作用，它给出全部
    #[arg(long, value_name = "N", default_value_t = 10, hide_default_value = true, help_heading = "选项",
          value_parser = clap::value_parser!(u16).range(1..=100))]
    pub limit: u16,
    /// 输出全部，CSV，一项一行
    #[arg(long, help_heading = "选项", conflicts_with = "json")]
    pub csv: bool,
    /// 输出接口的 JSON
    #[arg(long, help_heading = "选项")]
    pub json: bool,
}

/// `suyan status`.
#[derive(Debug, ClapArgs)]
pub struct Status {
    /// 索引文件夹
    #[arg(long, value_name = "DIR", default_value = "index", help_heading = "选项")]
    pub index: PathBuf,
    /// 地区名称或代码，含其下级；可重复
    #[arg(long, value_name = "P", help_heading = "选项")]
    pub place: Vec<String>,
    /// 层级：nation、province、prefecture、county、township；可重复
    #[arg(long, value_name = "L", help_heading = "选项")]
    pub level: Vec<String>,
    /// 年度：2023 或 2018..2023
    #[arg(long, value_name = "Y", help_heading = "选项")]
    pub year: Option<String>,
    /// 文种，默认只计政府工作报告；可重复
    #[arg(long, value_name = "K", help_heading = "选项")]
    pub kind: Vec<String>,
    /// 一份也没有的地区也列出
    #[arg(long, help_heading = "选项")]
    pub expected: bool,
    /// 输出接口的 JSON
    #[arg(long, help_heading = "选项")]
    pub json: bool,
}

/// `suyan panel`.
#[derive(Debug, ClapArgs)]
pub struct Panel {
    /// 要计数的字串，如：环保、名称=甲|乙|丙（合成一列）
    #[arg(required = true, value_name = "字串", help_heading = "参数")]
    pub words: Vec<String>,
    /// 其中的出现不计：--exclude 技术开发区；可重复
    #[arg(long, value_name = "字串", help_heading = "选项")]
    pub exclude: Vec<String>,
    /// 索引文件夹 [默认：index/]
    #[arg(
        long,
        value_name = "DIR",
        default_value = "index",
        hide_default_value = true,
        help_heading = "选项"
    )]
    pub index: PathBuf,
    /// 地区名称或代码，含其下级；可重复
    #[arg(long, value_name = "P", help_heading = "选项")]
    pub place: Vec<String>,
    /// 层级：nation、province、prefecture、county、township；可重复
    #[arg(long, value_name = "L", help_heading = "选项")]
    pub level: Vec<String>,
    /// 年度：2023 或 2018..2023
    #[arg(long, value_name = "Y", help_heading = "选项")]
    pub year: Option<String>,
    /// 文种；可重复
    #[arg(long, value_name = "K", help_heading = "选项")]
    pub kind: Vec<String>,
    /// 部分；可重复
    #[arg(long, value_name = "P", help_heading = "选项")]
    pub part: Vec<String>,
    /// 行：place、year、level、kind、part、report，几个之间用逗号 [默认：place,year]
    #[arg(long, value_name = "BY", help_heading = "选项")]
    pub by: Option<String>,
    /// 计数方法：literal、substring、words、sentences、passages、reports [默认：literal]
    #[arg(long, value_name = "C", help_heading = "选项")]
    pub count: Option<String>,
    /// 比率的分母：none、characters、words、sentences、passages、reports [默认：none]
    #[arg(long, value_name = "PER", help_heading = "选项")]
    pub per: Option<String>,
    /// 地区沿革：as_was、rolled、balanced [默认：as_was]
    #[arg(long, value_name = "L", help_heading = "选项")]
    pub lineage: Option<String>,
    /// long 或 wide [默认：long]
    #[arg(long, value_name = "S", help_heading = "选项")]
    pub shape: Option<String>,
    /// 格式：csv、codebook、jsonl、xlsx、dta、parquet
    #[arg(long, value_name = "F", default_value = "csv", help_heading = "选项")]
    pub format: String,
}

/// `suyan check`.
#[derive(Debug, ClapArgs)]
pub struct Check {
    /// 索引文件夹
    #[arg(long, value_name = "DIR", default_value = "index", help_heading = "选项")]
    pub index: PathBuf,
}

fn address(text: &str) -> Result<String, String> {
    let is_address = text
        .rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    if is_address {
        Ok(text.to_owned())
    } else {
        Err("应写作 主机:端口，如 127.0.0.1:8080".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_holds_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_query_may_begin_with_a_minus() {
        let args = Args::try_parse_from(["suyan", "search", "-公司 招商", "--limit", "3"]).unwrap();
        let Command::Search(search) = args.command else { panic!("not a search") };
        assert_eq!((search.query.as_str(), search.limit), ("-公司 招商", 3));
    }
}
