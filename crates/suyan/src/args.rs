//! What may be typed. The contract fixes the commands and their options; the words that explain
//! them are for someone who has never seen the program.

use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand};
use suyan_query::PublicUrl;

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
  place = [\"徐汇区\", \"静安区\"]   # 以下都可不写：place、lineage、level、year、kind、part、synonyms
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
    /// 核定笔记：导出为 CSV，或读回一份（the journal of verdicts that readers wrote）
    #[command(help_template = TEMPLATE, override_usage = "suyan notes 笔记文件 [选项]")]
    Notes(Notes),
    /// 收录情况：哪个地区有哪一年的报告，哪一年缺失（what is held, what is missing）
    #[command(help_template = TEMPLATE, override_usage = "suyan status [选项]")]
    Status(Status),
    /// 词频面板：若干字串在各地区、各年度的精确计数（counts of strings by place and year）
    #[command(help_template = TEMPLATE, override_usage = "suyan panel 字串… [选项]")]
    Panel(Box<Panel>),
    /// 留意若干字句：上次以来有什么新提到、改了数字或说法、没有再提（what is new, changed, passed over）
    #[command(help_template = TEMPLATE, override_usage = "suyan watch 文件 [选项]", after_help = WATCH_HELP)]
    Watch(Watch),
    /// 供 AI 助手调用：经标准输入输出的 MCP 服务，引用原文并注明出处（Model Context Protocol server）
    #[command(help_template = TEMPLATE, override_usage = "suyan mcp [选项]")]
    Mcp(Mcp),
    /// 导出整个档案：JSON Lines 或 Parquet（take the whole archive elsewhere）
    #[command(help_template = TEMPLATE, override_usage = "suyan export [选项]")]
    Export(Export),
    /// 检查索引文件是否完好（compare the index with its checksums）
    #[command(help_template = TEMPLATE, override_usage = "suyan check [选项]")]
    Check(Check),
    /// 命令行补全脚本：bash、zsh、fish、elvish、powershell（shell completions）
    #[command(help_template = TEMPLATE, override_usage = "suyan completions 外壳")]
    Completions(Completions),
    /// 手册页，roff 格式（manual pages）
    #[command(help_template = TEMPLATE, override_usage = "suyan man [--dir 文件夹]")]
    Man(Man),
    /// 显示帮助，或某个命令的帮助（help）
    #[command(help_template = TEMPLATE, override_usage = "suyan help [命令]")]
    Help(Help),
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

/// An archive on a cluster, instead of an index folder.
#[derive(Debug, Clone, ClapArgs)]
pub struct OnCluster {
    /// 档案存放在 OpenSearch 集群，写一个或几个节点的网址，逗号隔开，代替 --index；用户、密码和证书见环境变量 `SUYAN_CLUSTER_USER`、`SUYAN_CLUSTER_PASSWORD`（或 `SUYAN_CLUSTER_CREDENTIALS` 指明文件）、`SUYAN_CLUSTER_CA`
    #[arg(long, value_name = "URL[,URL…]", help_heading = "选项")]
    pub cluster: Option<String>,
    /// 档案在集群上的名称 [默认：suyan]
    #[arg(long, value_name = "NAME", requires = "cluster", help_heading = "选项")]
    pub name: Option<String>,
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
    #[command(flatten)]
    pub on: OnCluster,
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
    /// 打开核定笔记：读者可以确认或改判承诺的结果，写进此文件（没有则新建）；只能在本机地址上用 [默认：不打开]
    #[arg(long, value_name = "FILE", help_heading = "选项")]
    pub notes: Option<PathBuf>,
    #[command(flatten)]
    pub on: OnCluster,
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
          value_parser = limit)]
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
          value_parser = limit)]
    pub limit: u16,
    /// 输出全部，CSV，一项一行
    #[arg(long, help_heading = "选项", conflicts_with = "json")]
    pub csv: bool,
    /// 输出接口的 JSON
    #[arg(long, help_heading = "选项")]
    pub json: bool,
}

/// `suyan notes`.
#[derive(Debug, ClapArgs)]
pub struct Notes {
    /// 笔记文件，同 suyan serve --notes
    #[arg(required = true, value_name = "笔记文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 读回一份导出的 CSV；已有的条目不会重复
    #[arg(long, value_name = "CSV", help_heading = "选项")]
    pub add: Option<PathBuf>,
}

/// `suyan status`.
#[derive(Debug, ClapArgs)]
pub struct Status {
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
    /// 文种，默认只计政府工作报告；可重复
    #[arg(long, value_name = "K", help_heading = "选项")]
    pub kind: Vec<String>,
    /// 一份也没有的地区也列出
    #[arg(long, help_heading = "选项")]
    pub expected: bool,
    /// 只列存疑的报告：地区、年度、日期、部分划分或文字有疑问的；可指明 place、year、date、parts、truncated、text、twin，逗号隔开
    #[arg(
        long,
        value_name = "D",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        value_delimiter = ',',
        conflicts_with = "expected",
        help_heading = "选项"
    )]
    pub doubts: Option<Vec<String>>,
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
    /// 用户词典：一行一词，可带频次，与 jieba 的 load_userdict 相同
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub user_words: Option<PathBuf>,
    /// 停用词：一行一词，不计入词数
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub stop_words: Option<PathBuf>,
    /// 格式：csv、codebook、jsonl、xlsx、dta、parquet [默认：csv]
    #[arg(
        long,
        value_name = "F",
        default_value = "csv",
        hide_default_value = true,
        help_heading = "选项"
    )]
    pub format: String,
}

/// `suyan export`.
#[derive(Debug, ClapArgs)]
pub struct Export {
    /// 索引文件夹 [默认：index/]
    #[arg(
        long,
        value_name = "DIR",
        default_value = "index",
        hide_default_value = true,
        help_heading = "选项"
    )]
    pub index: PathBuf,
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

/// `suyan completions`.
#[derive(Debug, ClapArgs)]
pub struct Completions {
    /// bash、zsh、fish、elvish 或 powershell
    #[arg(value_name = "外壳", help_heading = "参数")]
    pub shell: String,
}

/// `suyan man`.
#[derive(Debug, ClapArgs)]
pub struct Man {
    /// 每个命令一页，写入此文件夹 [默认：总的一页，写到标准输出]
    #[arg(long, value_name = "DIR", help_heading = "选项")]
    pub dir: Option<PathBuf>,
}

/// `suyan help`.
#[derive(Debug, ClapArgs)]
pub struct Help {
    /// 哪个命令
    #[arg(value_name = "命令", help_heading = "参数")]
    pub command: Option<String>,
}

/// `suyan watch`.
#[derive(Debug, ClapArgs)]
pub struct Watch {
    /// 写明要留意什么的 TOML 文件
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 索引文件夹 [默认：index/]
    #[arg(
        long,
        value_name = "DIR",
        default_value = "index",
        hide_default_value = true,
        help_heading = "选项"
    )]
    pub index: PathBuf,
    /// 输出 JSON
    #[arg(long, help_heading = "选项", conflicts_with = "markdown")]
    pub json: bool,
    /// 输出 Markdown，附引文
    #[arg(long, help_heading = "选项")]
    pub markdown: bool,
    /// 记下已告知内容的文件 [默认：索引文件夹里的 watch/ 之下]
    #[arg(long, value_name = "FILE", help_heading = "选项")]
    state: Option<PathBuf>,
    /// 自己的同义词表 [默认：索引文件夹里的 concepts.txt]
    #[arg(long, value_name = "FILE", help_heading = "选项")]
    pub concepts: Option<PathBuf>,
    /// 链接里的网址 [默认：`http://127.0.0.1:8080`，即 suyan serve 的网址]
    #[arg(long, value_name = "URL", value_parser = PublicUrl::new, help_heading = "选项")]
    pub public_url: Option<PublicUrl>,
}

impl Watch {
    /// Where it is kept what was told: beside the index, under the name of the file.
    pub fn state_file(&self) -> PathBuf {
        self.state.clone().unwrap_or_else(|| {
            let mut name = self.file.file_stem().unwrap_or_default().to_owned();
            name.push(".json");
            self.index.join("watch").join(name)
        })
    }
}

/// `suyan mcp`.
#[derive(Debug, ClapArgs)]
pub struct Mcp {
    /// 索引文件夹 [默认：index/]
    #[arg(
        long,
        value_name = "DIR",
        default_value = "index",
        hide_default_value = true,
        help_heading = "选项"
    )]
    pub index: PathBuf,
    /// 自己的同义词表 [默认：索引文件夹里的 concepts.txt]
    #[arg(long, value_name = "FILE", help_heading = "选项")]
    pub concepts: Option<PathBuf>,
    /// 引文链接里的网址 [默认：`http://127.0.0.1:8080`，即 suyan serve 的网址]
    #[arg(long, value_name = "URL", value_parser = PublicUrl::new, help_heading = "选项")]
    pub public_url: Option<PublicUrl>,
}

/// `suyan check`.
#[derive(Debug, ClapArgs)]
pub struct Check {
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

/// How many are shown.
fn limit(text: &str) -> Result<u16, String> {
    let limit = text.parse().ok().filter(|limit| (1..=100).contains(limit));
    limit.ok_or_else(|| "不行：应为 1 至 100 的整数".to_owned())
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
