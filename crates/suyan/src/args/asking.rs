//! What may be typed to ask an archive.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use suyan_query::PublicUrl;

use super::Location;

/// Of which places and years.
#[derive(Debug, Clone, Default, ClapArgs)]
pub struct WhereArgs {
    /// 地区名称或代码，含其下级；可重复
    #[arg(long, value_name = "P", help_heading = "选项")]
    place: Vec<String>,
    /// 层级：nation、province、prefecture、county、township；可重复
    #[arg(long, value_name = "L", help_heading = "选项")]
    level: Vec<String>,
    /// 年度：2023 或 2018..2023
    #[arg(long, value_name = "Y", help_heading = "选项")]
    year: Option<String>,
}

impl WhereArgs {
    /// The same as parameters of an address.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = [("place", &self.place), ("level", &self.level)];
        let all = all.into_iter().flat_map(|(name, all)| all.iter().map(move |one| (name, one)));
        let year = self.year.iter().map(|year| ("year", year));
        all.chain(year).map(|(name, value)| (name, value.as_str()))
    }
}

/// `suyan search`.
#[derive(Debug, ClapArgs)]
pub struct SearchArgs {
    /// 检索式，如：架空线入地、'"12345热线"'、'加梯 年:2020..2023 -公司'
    #[arg(value_name = "检索式", help_heading = "参数", allow_hyphen_values = true)]
    pub query: String,
    #[command(flatten)]
    pub archive: Location,
    #[command(flatten)]
    pub of: WhereArgs,
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
pub struct PromisesArgs {
    /// 承诺的句子里要有的词，写法同检索式；不写则全部
    #[arg(value_name = "检索式", help_heading = "参数", allow_hyphen_values = true)]
    pub query: Option<String>,
    #[command(flatten)]
    pub archive: Location,
    #[command(flatten)]
    pub of: WhereArgs,
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

/// `suyan status`.
#[derive(Debug, ClapArgs)]
pub struct StatusArgs {
    #[command(flatten)]
    pub archive: Location,
    #[command(flatten)]
    pub of: WhereArgs,
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
pub struct PanelArgs {
    /// 要计数的字串，如：环保、名称=甲|乙|丙（合成一列）
    #[arg(required = true, value_name = "字串", help_heading = "参数")]
    pub words: Vec<String>,
    /// 其中的出现不计：--exclude 技术开发区；可重复
    #[arg(long, value_name = "字串", help_heading = "选项")]
    pub exclude: Vec<String>,
    #[command(flatten)]
    pub archive: Location,
    #[command(flatten)]
    pub of: WhereArgs,
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

/// `suyan watch`.
#[derive(Debug, ClapArgs)]
pub struct WatchArgs {
    /// 写明要留意什么的 TOML 文件
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    #[command(flatten)]
    pub archive: Location,
    /// 输出 JSON
    #[arg(long, help_heading = "选项", conflicts_with = "markdown")]
    pub json: bool,
    /// 输出 Markdown，附引文
    #[arg(long, help_heading = "选项")]
    pub markdown: bool,
    /// 记下已告知内容的文件 [默认：索引文件夹里的 watch/ 之下；档案在集群上的，在写明要留意什么的文件旁]
    #[arg(long, value_name = "FILE", help_heading = "选项")]
    state: Option<PathBuf>,
    /// 自己的同义词表 [默认：索引文件夹里的 concepts.txt]
    #[arg(long, value_name = "FILE", help_heading = "选项")]
    pub concepts: Option<PathBuf>,
    /// 链接里的网址 [默认：`http://127.0.0.1:8080`，即 suyan serve 的网址]
    #[arg(long, value_name = "URL", value_parser = PublicUrl::new, help_heading = "选项")]
    pub public_url: Option<PublicUrl>,
}

impl WatchArgs {
    /// Where it is kept what was told: beside the index, under the name of the file; of an archive on
    /// a cluster beside the file.
    pub fn state_file(&self) -> PathBuf {
        self.state.clone().unwrap_or_else(|| {
            if self.archive.cluster.is_some() {
                return self.file.with_extension("state.json");
            }
            let mut name = self.file.file_stem().unwrap_or_default().to_owned();
            name.push(".json");
            self.archive.folder.index.join("watch").join(name)
        })
    }
}

/// How many are shown.
fn limit(text: &str) -> Result<u16, String> {
    let limit = text.parse().ok().filter(|limit| (1..=100).contains(limit));
    limit.ok_or_else(|| "不行：应为 1 至 100 的整数".to_owned())
}
