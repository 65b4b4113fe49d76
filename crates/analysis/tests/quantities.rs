//! Figures as reports write them, as data: every kind, and every trap.

use suyan_analysis::quantity::{FigureRole, Quantity, quantities};

fn told(quantity: &Quantity) -> String {
    let value = quantity.value.map_or("?".to_owned(), |value| value.to_string());
    let upper = quantity.value2.map_or(String::new(), |value| format!("..{value}"));
    let measure = format!("{:?}", quantity.measure).to_lowercase();
    format!("{value}{upper} {} {} {measure}", quantity.unit, quantity.qualifier.as_str())
}

#[test]
fn figures_are_read_as_a_reader_reads_them() {
    let cases = include_str!("cases/quantities.tsv");
    let mut wrong = Vec::new();
    for line in cases.lines().filter(|line| !line.starts_with('#')) {
        let (text, expected) = line.split_once('\t').expect("a text and its figures");
        let found = quantities(text);
        let stated = found.iter().filter(|quantity| quantity.role == FigureRole::Stated);
        let got = stated.map(told).collect::<Vec<_>>().join(" | ");
        if got != expected {
            wrong.push(format!("{text}\n  expected {expected}\n  got      {got}"));
        }
        for quantity in &found {
            for range in [&quantity.range, &quantity.before, &quantity.after, &quantity.subject] {
                assert!(text.get(range.clone()).is_some(), "{text}: {range:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_figure_is_said_of() {
    let text = "引进药材加工企业15家，新建21个晒场，渔获量、茶叶收入分别增长3%和4%";
    let found = quantities(text);
    let words = |range: &std::ops::Range<usize>| &text[range.clone()];
    assert_eq!(words(&found[0].before), "引进药材加工企业");
    assert_eq!((words(&found[1].before), words(&found[1].after)), ("新建", "晒场"));
    assert_eq!(words(&found[2].subject), "渔获量");
    assert_eq!(words(&found[3].subject), "茶叶收入");
    assert_eq!(words(&found[3].range), "4%");
}

#[test]
fn values_of_one_kind_have_one_base() {
    let base = |text: &str| quantities(text)[0].base().expect("a value");
    assert_eq!(base("3公顷").1, base("45亩").1);
    assert!((base("3公顷").0 - base("45亩").0).abs() < 1e-6);
    assert_eq!(base("2平方公里").0, base("200公顷").0);
    assert_eq!(base("0.3亿元"), base("3000万元"));
    assert_ne!(base("1美元").1, base("1元").1);
}
