//! Tables inside a document: those that hold data, of which a row is one passage, told from those
//! that only lay the text out.

/// A cell of more characters is a container of text, not a value.
const CELL_CHARS: usize = 150;
/// The longest cell of a table whose header says that it holds data.
const LONG_CELL: usize = 2000;
/// The longest cell of a header.
const HEADER_CHARS: usize = 16;

/// Words of the headers of tables in reports: of items, of indicators, of who answers for them.
const HEADER: &[&str] = &[
    "序号", "项目", "名称", "内容", "单位", "指标", "目标", "责任", "进度", "进展", "领域", "事项",
    "类别", "任务", "完成", "备注", "部门", "领导", "时限", "措施", "编号", "年份", "地区", "数量",
];

/// Whether the rows of a table hold data: short cells, or a header over as many cells in each row.
pub(super) fn is_data(rows: &[Vec<String>]) -> bool {
    let wide = || rows.iter().filter(|row| row.len() > 1);
    if wide().next().is_none() {
        return false;
    }
    let longest = rows.iter().flatten().map(|cell| cell.chars().count()).max().unwrap_or(0);
    longest <= CELL_CHARS || longest <= LONG_CELL && has_header(rows)
}

/// Whether the first row of several cells names the columns of most rows below it.
fn has_header(rows: &[Vec<String>]) -> bool {
    let Some(at) = rows.iter().position(|row| row.len() > 1) else { return false };
    let header = &rows[at];
    let names =
        header.iter().all(|cell| cell.chars().count() <= HEADER_CHARS && !cell.contains('。'));
    let known = header
        .iter()
        .filter(|cell| {
            let cell: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
            HEADER.iter().any(|word| cell.contains(word))
        })
        .count();
    let below = &rows[at + 1..];
    let alike = below.iter().filter(|row| row.len() == header.len()).count();
    // Cells that span rows stand in the first of them only.
    let fewer = below.iter().filter(|row| row.len() <= header.len()).count();
    names
        && known * 2 >= header.len()
        && alike >= 2
        && fewer == below.len()
        && alike * 3 >= below.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn a_header_makes_rows_of_long_cells() {
        let long = "改造老旧小区，完善照明、停车、消防设施，方便群众出行和生活。".repeat(8);
        for header in [["序号", "项目名称", "建设内容"], ["序 号", "实事项目", "责任单位"]]
        {
            let rows = table(&[&header, &["1", "旧楼电梯", &long], &["2", "社区食堂", "十家"]]);
            assert!(is_data(&rows), "{header:?}");
        }
        assert!(!is_data(&table(&[&["首页", "栏目"], &["菜单", &long], &["菜单", &long]])));
        assert!(!is_data(&table(&[&["项目", "内容"], &[&long]])));
        assert!(!is_data(&table(&[&["一格"], &["又一格"]])));
        assert!(is_data(&table(&[&["产值", "6%"]])));
    }
}
