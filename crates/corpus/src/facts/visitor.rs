//! Pages that speak to whoever came: that there is no such page, or that a password is wanted. They
//! are told by lines that say so and by there being hardly a sentence beside them: a report may
//! tell of 404 households, of a link that failed, of logins and of enterprises registered.

use std::sync::LazyLock;

use regex::Regex;

use crate::clean::Clean;
use crate::reason::OtherText;
use crate::text::{flat, han};

/// The longest text of a page that was not found, and of one that asks for a password, in Han
/// characters.
const NOT_FOUND_HAN: usize = 400;
const LOGIN_HAN: usize = 600;
/// From so many Han characters of sentences on a text is more than such a page.
const SENTENCES: usize = 40;
/// The longest line that says that a page was not found, and the longest label of a form, in
/// characters.
const LINE: usize = 60;
const LABEL: usize = 24;

/// Lines that say so, flat: the number of the error, an apology, or nothing else.
static NOT_FOUND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    const THING: &str = "(?:网页|页面|页|文件|内容|资源|信息|文章|地址|链接|网址|栏目|目录)";
    const GONE: &str = "(?:已经?|可能|或者?|并|暂时|现在|也许|被|,)*(?:不存在|未找到|没有找到|找不到|无法找到|无法显示|无法访问|无法打开|不可用|删除|失效|过期|走丢|丢失|下线|迁移|移走|移除|更名|出错|错误|发生错误)";
    const WANTED: &str = "(?:您|你|所|刚才|当前|要|想|需要|正在|试图|请求|访问|查看|浏览|打开|查找|寻找|找|输入|点击|指定|相关|的|该|此|这个|本)*";
    Regex::new(&format!(
        "(?i)^(?:[a-z:/_.!,|*()—-]|错误|代码|页面|状态|提示)*404(?:$|[^0-9.%\\p{{Han}}]|错误|页面|找不到|未找到)\
         |(?:对不起|抱歉|sorry|您|你).{{0,16}}?{THING}(?:地址|链接)?{GONE}\
         |^{WANTED}{THING}(?:地址|链接)?{GONE}[!。.,]*$\
         |^(?:系统)?(?:找不到|无法找到|没有找到|未找到|无法显示|无法访问|无法打开){WANTED}{THING}.{{0,20}}$"
    ))
    .ok()
});

/// Words of sentences that speak to a visitor of a page.
const TO_VISITORS: &[&str] = &[
    "您",
    "你",
    "网址",
    "首页",
    "刷新",
    "链接",
    "浏览器",
    "管理员",
    "地址栏",
    "返回",
    "页面",
    "网页",
    "服务器",
    "跳转",
    "密码",
    "用户名",
    "验证码",
    "账号",
    "帐号",
];

/// Why a text is nothing but such a page, or `None` where it is not.
pub(super) fn page(clean: &Clean, length: usize) -> Option<OtherText> {
    let lines: Vec<String> = clean.paragraphs.iter().map(|p| flat(&p.text)).collect();
    let is_not_found = |line: &&String| {
        line.chars().nth(LINE).is_none()
            && NOT_FOUND.as_ref().is_some_and(|pattern| pattern.is_match(line))
    };
    let sentences: usize =
        lines.iter().filter(|line| is_sentence(line)).map(|line| han(line)).sum();
    if sentences >= SENTENCES {
        return None;
    }
    if length < NOT_FOUND_HAN && lines.iter().any(|line| is_not_found(&line)) {
        return Some(OtherText::ErrorPage);
    }
    let labels = |words: &[&str]| {
        let mut labels = lines.iter().filter(|line| line.chars().nth(LABEL).is_none());
        labels.any(|line| !line.contains('。') && words.iter().any(|word| line.contains(word)))
    };
    let asks = labels(&["登录", "登陆"]) && labels(&["密码", "注册", "验证码", "用户名"]);
    (length < LOGIN_HAN && asks).then_some(OtherText::LoginPage)
}

/// Whether a flat line is a sentence that is not for a page's visitor.
fn is_sentence(line: &str) -> bool {
    line.contains(['。', ';', ',']) && !TO_VISITORS.iter().any(|word| line.contains(word))
}

#[cfg(test)]
mod tests {
    use crate::reason::OtherText;
    use crate::{File, FileOutcome, Reader, Reason};

    fn read(name: &str, text: &str) -> Option<Reason> {
        match Reader::default().read(File { path: name, bytes: text.as_bytes() }).remove(0) {
            FileOutcome::Report(_) => None,
            FileOutcome::NotReport { reason, .. } | FileOutcome::Rejected { reason, .. } => {
                Some(reason)
            }
        }
    }

    #[test]
    fn pages_of_errors_are_told_under_any_name() {
        for page in [
            "404 Not Found\n服务器上没有您请求的文件。",
            "HTTP 404 - 找不到文件\n云溪市人民政府门户网站",
            "错误代码：404\n页面走丢了，5秒后自动跳转到首页",
            "抱歉，您访问的页面不存在！\n您可以返回首页，或联系网站管理员。",
            "很抱歉，您要查看的网页可能已被删除或更名。\n请检查网址是否正确。\n返回上一页",
            "无法找到该页\n您正在搜索的页面可能已经删除、更名或暂时不可用。请尝试以下操作：\n确保浏览器的地址栏中显示的网站地址的拼写和格式正确无误。\n单击“后退”按钮尝试另一个链接。",
            "该页面不存在。\n主办：云溪市人民政府办公室",
            "对不起！您所访问的链接已失效，请刷新后重试。",
            "页面未找到\n云溪市人民政府\n全市一体化在线政务服务平台建设",
            "出错了\nSorry，您访问的页面出错",
        ] {
            for name in ["页.txt", "云溪市2021年政府工作报告.txt", "政府工作报告/云溪市/2021.txt"]
            {
                let reason = Some(Reason::OtherText(OtherText::ErrorPage));
                assert_eq!(read(name, page), reason, "{name}: {page}");
            }
        }
    }

    #[test]
    fn pages_that_ask_for_a_password_are_told() {
        for page in [
            "用户登录\n用户名：\n密码：\n记住我\n忘记密码？\n没有账号请先注册，您的资料只用于核对身份",
            "会员登陆\n请输入用户名\n请输入验证码\n本站资料供会员阅读下载使用，请先成为会员再阅读全文",
        ] {
            let reason = read("云溪市2021年政府工作报告.txt", page);
            assert_eq!(reason, Some(Reason::OtherText(OtherText::LoginPage)), "{page}");
        }
    }

    /// Sentences that have the words of such pages, and are a report's.
    const TRAPS: [&str; 14] = [
        "完成危房改造404户，新建农村公路404公里。",
        "404个项目全部开工。",
        "404.5亿元投资全部到位。",
        "404%的增幅居全市首位。",
        "新增就业4040人，其中404人为残疾人。",
        "政府网站链接失效、页面不存在等问题全部整改。",
        "群众无法找到办事入口的问题得到解决。",
        "“找不到页面、打不开链接”的投诉下降九成。",
        "您访问的页面、您提的建议，件件有回音。",
        "政务平台登录更加便捷，新注册企业三千家。",
        "清理弱口令密码四百个，登录验证全覆盖。",
        "错误的政绩观不存在市场。",
        "信息无法访问的盲区全部消除。",
        "地址不存在的僵尸企业全部清理。",
    ];

    #[test]
    fn a_short_report_is_never_taken_for_one() {
        let title = "云和县2021年政府工作报告";
        let session = "——2021年2月3日在云和县第九届人民代表大会第二次会议上";
        let deed = "全县新建学校三所，群众出行更加方便。";
        for trap in TRAPS {
            let texts = [
                format!("{title}\n{session}\n各位代表：\n{trap}\n{deed}"),
                format!("{title}\n{trap}\n{deed}\n{deed}"),
                format!("{title}\n{deed}{trap}"),
                format!(
                    "{title}\n各位代表：\n现在，我代表县人民政府报告工作，请予审议。\n一、回顾\n{trap}"
                ),
                format!("{title}\n{}", TRAPS.join("\n")),
            ];
            for text in texts {
                assert_eq!(read("报告.txt", &text), None, "{text}");
                assert_eq!(read("云和县/2021.md", &text), None, "{text}");
            }
        }
    }

    #[test]
    fn what_has_sentences_of_its_own_is_no_such_page_whatever_its_lines_say() {
        let deeds = "全县新建学校三所，群众出行更加方便。\n全县新增就业三千人，居民收入稳步增长。\n\
                     全县改造老旧小区四十个，城市面貌焕然一新。";
        for lines in ["链接失效", "页面不存在", "政务平台登录人次\n新注册企业"]
        {
            let text = format!("云和县2021年政府工作报告\n{lines}\n{deeds}");
            assert_eq!(read("报告.txt", &text), None, "{text}");
            // Sentences to a visitor do not count.
            let text = format!(
                "云和县2021年政府工作报告\n{lines}\n请返回首页，或检查您输入的网址，或联系网站管理员，谢谢您的访问和支持，祝您工作顺利。"
            );
            assert!(read("报告.txt", &text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_row_that_was_given_an_id_is_taken_whatever_it_says() {
        let row = serde_json::json!({ "id": "x-1", "text": "404 Not Found 找不到页面" });
        assert_eq!(read("a.jsonl", &row.to_string()), None);
    }
}
