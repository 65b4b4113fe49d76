//! Sentences, clauses and words of a text, for drawing queries.

use std::sync::LazyLock;

use jieba_rs::Jieba;

/// The segmenter with its own dictionary, loaded once.
pub static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Whether a character can be part of a word.
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// The sentences of a text, without their end marks.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['。', '；', '！', '？', ';', '!', '?']).map(str::trim).filter(|s| !s.is_empty())
}

/// The clauses of a sentence.
pub fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split(|c: char| !is_word(c) && !matches!(c, '.' | '%' | '％'))
        .filter(|s| !s.is_empty())
}

/// The words of a text in order, as a reader would cut it.
pub fn cut(text: &str) -> Vec<&str> {
    JIEBA.cut(text, true).into_iter().map(|token| token.word).collect()
}

/// The content words: two characters or more, with a Han character or a letter.
pub fn content_words(text: &str) -> Vec<&str> {
    cut(text)
        .into_iter()
        .filter(|word| word.chars().count() >= 2 && word.chars().all(is_word))
        .filter(|word| word.chars().any(char::is_alphabetic))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_sentences_clauses_and_words() {
        let text = "增长7.5%，好于预期！  推进“一网统管”；完成。";
        assert_eq!(
            sentences(text).collect::<Vec<_>>(),
            ["增长7.5%，好于预期", "推进“一网统管”", "完成"]
        );
        assert_eq!(clauses("增长7.5%，好于预期").collect::<Vec<_>>(), ["增长7.5%", "好于预期"]);
        assert_eq!(clauses("推进“一网统管”").collect::<Vec<_>>(), ["推进", "一网统管"]);
        assert_eq!(cut(text).concat(), text);
        // Numbers alone and single characters say nothing of a matter.
        let content = content_words("新增床位1250张，增长7%，在5G和AI");
        assert_eq!(content, ["新增", "床位", "增长", "5G", "AI"]);
        assert!(content_words("").is_empty() && sentences("。；").next().is_none());
    }
}
