# The client beside the API it speaks to: a server over the sample archive at SUYAN_ADDRESS. Run in
# the folder of the package; needs the package installed, or reads its sources.

address <- Sys.getenv("SUYAN_ADDRESS")
if (!nzchar(address)) {
  message("skipped: SUYAN_ADDRESS is not set")
  quit(status = 0)
}
library(suyan)

expect <- function(holds, what) if (!isTRUE(holds)) stop("does not hold: ", what, call. = FALSE)
condition <- function(expr) tryCatch({ expr; NULL }, error = function(e) e)
archive <- suyan(address)

# Every passage once, over several pages, and each stands in its report.
found <- suyan_search(archive, "\u5de5\u4f5c")
total <- attr(found, "total")$passages
expect(nrow(found) == total && total > 100, "all passages are given")
expect(!anyDuplicated(found[c("report", "ordinal")]), "each once")
for (at in 1:10) {
  report <- suyan_report(archive, found$report[at])
  text <- report$text[report$ordinal == found$ordinal[at]]
  expect(grepl(found$text[at], text, fixed = TRUE), "a passage stands in its report")
}
none <- suyan_search(archive, "\u5b8c\u5168\u6ca1\u6709\u7684\u8bcd\u53e5\u7532\u4e59", year = 1990)
expect(nrow(none) == 0 && "text" %in% names(none), "nothing is an empty frame with its columns")

# Missing is not zero.
rows <- suyan_panel(archive, "\u67b6\u7a7a\u7ebf", place = "\u6795\u6c5f\u533a", year = "2018..2021")
missing <- rows$status == "missing"
expect(identical(rows$year[missing], c(2018L, 2019L)), "years without a report have rows")
expect(all(is.na(rows[["\u67b6\u7a7a\u7ebf"]][missing])) && all(!is.na(rows[["\u67b6\u7a7a\u7ebf"]][!missing])), "their counts are missing")
expect(nzchar(attr(rows, "codebook")$formula), "a panel has its codebook")

# A long list is posted.
many <- c(sprintf("\u5e76\u4e0d\u5b58\u5728\u7684\u7b2c%d\u4e2a", 1:300), "\u67b6\u7a7a\u7ebf")
long <- suyan_panel(archive, many, by = "year")
short <- suyan_panel(archive, "\u67b6\u7a7a\u7ebf", by = "year")
expect(identical(long[["\u67b6\u7a7a\u7ebf"]], short[["\u67b6\u7a7a\u7ebf"]]), "a long list counts as a short one")

lines <- suyan_kwic(archive, "\u5de5\u4f5c", width = 8)
expect(nrow(lines) == attr(lines, "total") && nrow(lines) > 100 && all(gsub(" ", "", lines$match) == "\u5de5\u4f5c"), "all lines")
promises <- suyan_promises(archive, place = "\u6795\u6c5f\u533a")
expect(nrow(promises) == attr(promises, "total")$items, "all items")
expect(is.list(suyan_promise(archive, promises$promise[1])$later), "a promise has its years")
expect(nrow(suyan_reports(archive)) == attr(suyan_reports(archive), "total"), "all reports")
expect(suyan_places(archive, "zhenjiang")$code[1] == "990102", "places by pinyin")
expect(all(suyan_coverage(archive, place = "\u6795\u6c5f\u533a")$status %in% c("report", "part", "none", "absent")), "coverage")

# What goes wrong says what the API says.
bad <- condition(suyan_search(archive, "x", year = "20x3"))
expect(inherits(bad, "suyan_bad_request") && bad$code == "bad_year" && grepl("2018..2023", bad$hint, fixed = TRUE), "a bad year")
expect(inherits(condition(suyan_report(archive, "no/such report")), "suyan_not_found"), "no report")
expect(inherits(condition(suyan_at(archive, suyan_search(archive, "x"), snapshot = "0000")), "suyan_snapshot_changed"), "a snapshot that is gone")
expect(is.null(archive$pinned), "a pin ends with its block")
expect(inherits(condition(suyan_places(suyan("http://127.0.0.1:9", retries = 0), "x")), "suyan_unreachable"), "no server")
expect(inherits(condition(suyan("127.0.0.1")), "error"), "no address")
pinned <- suyan_at(archive, suyan_search(archive, "\u67b6\u7a7a\u7ebf"))
expect(identical(attr(pinned, "snapshot"), attr(found, "snapshot")), "pinned")

# The study of the README runs, and gives the numbers that the API gives.
text <- paste(readLines("README.md", encoding = "UTF-8", warn = FALSE), collapse = "\n")
blocks <- regmatches(text, gregexpr("(?s)```r\n.*?```", text, perl = TRUE))[[1]]
expect(length(blocks) >= 5, "the study has its blocks")
study <- new.env()
study$ADDRESS <- address
for (block in blocks) {
  code <- sub("```$", "", sub("^```r\n", "", block))
  eval(parse(text = code, encoding = "UTF-8"), study)
}
panel <- suyan_get(archive, "/api/v1/panel", words = c("\u67b6\u7a7a\u7ebf=\u67b6\u7a7a\u7ebf|\u6746\u7ebf", "\u517b\u8001"),
                   level = "county", year = "2020..2024", per = "characters")
rows <- Filter(function(row) row$status != "missing", panel$rows)
table <- study$table
expect(nrow(table) == length(rows), "a row for each report")
for (row in rows) {
  own <- table[table$place_code == row$place$code & table$year == row$year, ]
  expect(own[["\u67b6\u7a7a\u7ebf"]] == row$counts[["\u67b6\u7a7a\u7ebf"]], "counts")
  expect(abs(own[["\u67b6\u7a7a\u7ebf_rate"]] - row$rates[["\u67b6\u7a7a\u7ebf"]]) < 1e-9, "rates")
  expect(own$characters == row$characters, "sizes")
}
of <- function(verdicts) suyan_get(archive, "/api/v1/promises", level = "county", year = "2020..2024", quantity = TRUE, verdict = verdicts)$total$items
expect(sum(table$items, na.rm = TRUE) == of(study$settled), "items")
expect(sum(table$kept, na.rm = TRUE) == of(c("kept", "exceeded")), "kept")
expect(inherits(study$model, "lm"), "a regression")
cat("the R client holds\n")
