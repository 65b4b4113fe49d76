//! What may be typed. The contract fixes the commands and their options; the words that explain
//! them are for someone who has never seen the program.

mod asking;
mod keeping;

use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand};

pub use asking::{PanelArgs, PromisesArgs, SearchArgs, StatusArgs, WatchArgs};
pub use keeping::{CheckArgs, ExportArgs, IndexArgs, McpArgs, NotesArgs, ServeArgs, UpArgs};

/// Where `suyan serve` listens unless told otherwise: permalinks lead there.
pub const USUAL_ADDRESS: &str = "http://127.0.0.1:8080";

/// The layout of help, since clap's own headings are English.
const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// How the file of a watch is written.
const WATCH_HELP: &str = "
文件是 TOML，一件事一个 [[watch]]：

  [[watch]]
  name = \"架空线\"                  # 叫什么
  q = \"架空线入地\"                 # 检索式，写法同检索
  place = [\"徐汇区\", \"静安区\"]   # 以下都可不写：place、lineage、level、year、kind、part、twins、synonyms
  tell = [\"changed\", \"silent\"]   # 只说哪几样：new 新提到、changed 改动、silent 没有再提

第一次运行记下现状，以后只说变化，说过的不再说。退出码：0 没有新情况；3 有；1 没有完成；64 用法有误。
";

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
    /// 日志的格式：words 或 json，写到标准错误 [默认：环境变量 SUYAN_LOG_FORMAT，否则 words]；详略用环境变量 RUST_LOG，如 RUST_LOG=info
    #[arg(long, value_name = "F", global = true, value_parser = LogFormat::read, help_heading = "选项")]
    pub log_format: Option<LogFormat>,
    #[command(subcommand)]
    pub command: Command,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Words,
    /// A JSON object a line.
    Json,
}

impl LogFormat {
    /// The format of this name.
    ///
    /// # Errors
    /// What to write instead, in Chinese.
    pub fn read(text: &str) -> Result<Self, String> {
        match text {
            "words" => Ok(Self::Words),
            "json" => Ok(Self::Json),
            _ => Err("不是日志的格式：应为 words 或 json".to_owned()),
        }
    }
}

/// One command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 收录报告，然后打开检索网页（index a folder, then serve it）
    #[command(help_template = TEMPLATE, override_usage = "suyan up [路径…] [选项]")]
    Up(UpArgs),
    /// 只收录：新增和改动的文件进入索引（only index）
    #[command(help_template = TEMPLATE, override_usage = "suyan index 路径… [选项]")]
    Index(IndexArgs),
    /// 只打开检索网页和接口；索引更新后自动跟上（only serve）
    #[command(help_template = TEMPLATE, override_usage = "suyan serve [选项]")]
    Serve(ServeArgs),
    /// 在终端里检索（search in the terminal）
    #[command(help_template = TEMPLATE, override_usage = "suyan search 检索式 [选项]")]
    Search(SearchArgs),
    /// 承诺与下文：哪年承诺了什么，后来的报告怎么说（promises and what became of them）
    #[command(help_template = TEMPLATE, override_usage = "suyan promises [检索式] [选项]")]
    Promises(PromisesArgs),
    /// 核定笔记：导出为 CSV，或读回一份（the journal of verdicts that readers wrote）
    #[command(help_template = TEMPLATE, override_usage = "suyan notes 笔记文件 [选项]")]
    Notes(NotesArgs),
    /// 收录情况：哪个地区有哪一年的报告，哪一年缺失（what is held, what is missing）
    #[command(help_template = TEMPLATE, override_usage = "suyan status [选项]")]
    Status(StatusArgs),
    /// 词频面板：若干字串在各地区、各年度的精确计数（counts of strings by place and year）
    #[command(help_template = TEMPLATE, override_usage = "suyan panel 字串… [选项]")]
    Panel(Box<PanelArgs>),
    /// 留意若干字句：上次以来有什么新提到、改了数字或说法、没有再提（what is new, changed, passed over）
    #[command(help_template = TEMPLATE, override_usage = "suyan watch 文件 [选项]", after_help = WATCH_HELP)]
    Watch(WatchArgs),
    /// 供 AI 助手调用：经标准输入输出的 MCP 服务，引用原文并注明出处（Model Context Protocol server）
    #[command(help_template = TEMPLATE, override_usage = "suyan mcp [选项]")]
    Mcp(McpArgs),
    /// 导出整个档案：JSON Lines 或 Parquet（take the whole archive elsewhere）
    #[command(help_template = TEMPLATE, override_usage = "suyan export [选项]")]
    Export(ExportArgs),
    /// 检查索引文件是否完好（compare the index with its checksums）
    #[command(help_template = TEMPLATE, override_usage = "suyan check [选项]")]
    Check(CheckArgs),
    /// 命令行补全脚本：bash、zsh、fish、elvish、powershell（shell completions）
    #[command(help_template = TEMPLATE, override_usage = "suyan completions 外壳")]
    Completions(CompletionsArgs),
    /// 手册页，roff 格式（manual pages）
    #[command(help_template = TEMPLATE, override_usage = "suyan man [--dir 文件夹]")]
    Man(ManArgs),
    /// 显示帮助，或某个命令的帮助（help）
    #[command(help_template = TEMPLATE, override_usage = "suyan help [命令]")]
    Help(HelpArgs),
    /// 供本程序自己调用：在单独的进程里读取文件
    #[command(hide = true)]
    ReadOne,
}

/// An archive in a folder.
#[derive(Debug, Clone, ClapArgs)]
pub struct IndexFolder {
    /// 索引文件夹 [默认：index/]
    #[arg(
        long,
        value_name = "DIR",
        default_value = "index",
        hide_default_value = true,
        help_heading = "选项"
    )]
    pub index: PathBuf,
}

/// Where an archive is: in a folder, or on a cluster.
#[derive(Debug, Clone, ClapArgs)]
pub struct Location {
    #[command(flatten)]
    pub folder: IndexFolder,
    /// 档案存放在 OpenSearch 集群，写一个或几个节点的网址，逗号隔开，代替 --index；用户、密码和证书见环境变量 `SUYAN_CLUSTER_USER`、`SUYAN_CLUSTER_PASSWORD`（或 `SUYAN_CLUSTER_CREDENTIALS` 指明文件）、`SUYAN_CLUSTER_CA`
    #[arg(long, value_name = "URL[,URL…]", help_heading = "选项")]
    pub cluster: Option<String>,
    /// 档案在集群上的名称 [默认：suyan]
    #[arg(long, value_name = "NAME", requires = "cluster", help_heading = "选项")]
    pub name: Option<String>,
}

/// `suyan completions`.
#[derive(Debug, ClapArgs)]
pub struct CompletionsArgs {
    /// bash、zsh、fish、elvish 或 powershell
    #[arg(value_name = "外壳", help_heading = "参数")]
    pub shell: String,
}

/// `suyan man`.
#[derive(Debug, ClapArgs)]
pub struct ManArgs {
    /// 每个命令一页，写入此文件夹 [默认：总的一页，写到标准输出]
    #[arg(long, value_name = "DIR", help_heading = "选项")]
    pub dir: Option<PathBuf>,
}

/// `suyan help`.
#[derive(Debug, ClapArgs)]
pub struct HelpArgs {
    /// 哪个命令
    #[arg(value_name = "命令", help_heading = "参数")]
    pub command: Option<String>,
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

    #[test]
    fn places_levels_and_years_are_asked_alike_by_every_command() {
        let asked =
            ["--place", "徐汇区", "--place", "静安区", "--level", "county", "--year", "2018..2023"];
        let wanted =
            [("place", "徐汇区"), ("place", "静安区"), ("level", "county"), ("year", "2018..2023")];
        for command in [&["search", "架空线"][..], &["promises"], &["status"], &["panel", "架空线"]]
        {
            let words = [&["suyan"], command, &asked].concat();
            let of = match Args::try_parse_from(words).unwrap().command {
                Command::Search(search) => search.of,
                Command::Promises(promises) => promises.of,
                Command::Status(status) => status.of,
                Command::Panel(panel) => panel.of,
                other => panic!("{other:?}"),
            };
            assert_eq!(of.pairs().collect::<Vec<_>>(), wanted, "{command:?}");
        }
    }

    #[test]
    fn numbers_and_addresses_are_read_to_their_borders() {
        let is_read = |words: &[&str]| Args::try_parse_from([&["suyan"], words].concat()).is_ok();
        for (limit, good) in [
            ("1", true),
            ("100", true),
            ("0", false),
            ("101", false),
            ("-1", false),
            ("1.5", false),
            ("", false),
            ("十", false),
        ] {
            assert_eq!(is_read(&["search", "x", "--limit", limit]), good, "--limit {limit}");
            assert_eq!(is_read(&["promises", "--limit", limit]), good, "--limit {limit}");
        }
        for (address, good) in [
            ("127.0.0.1:8080", true),
            ("0.0.0.0:0", true),
            ("[::1]:8080", true),
            ("localhost:65535", true),
            ("localhost:65536", false),
            ("localhost", false),
            (":8080", false),
            ("8080", false),
        ] {
            assert_eq!(is_read(&["serve", "--addr", address]), good, "--addr {address}");
        }
        for (format, good) in [("words", true), ("json", true), ("JSON", false), ("", false)] {
            assert_eq!(is_read(&["--log-format", format, "status"]), good, "--log-format {format}");
        }
    }

    #[test]
    fn what_was_told_is_kept_beside_the_index_or_beside_the_file() {
        let of = |words: &[&str]| -> PathBuf {
            match Args::try_parse_from([&["suyan", "watch"], words].concat()).unwrap().command {
                Command::Watch(watch) => watch.state_file(),
                other => panic!("{other:?}"),
            }
        };
        for (words, file) in [
            (&["/甲/watch.toml"][..], "index/watch/watch.json"),
            (&["/甲/watch.toml", "--index", "/乙"], "/乙/watch/watch.json"),
            (&["watch", "--index", "/乙"], "/乙/watch/watch.json"),
            (&["/甲/watch.toml", "--state", "/丙.json"], "/丙.json"),
            (&["/甲/watch.toml", "--cluster", "http://h:9200"], "/甲/watch.state.json"),
        ] {
            assert_eq!(of(words), PathBuf::from(file), "{words:?}");
        }
    }
}
