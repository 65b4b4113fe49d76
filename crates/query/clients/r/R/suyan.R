# The archive, and what it gives as data frames.

# A value of a field, or NA where the API says null.
value <- function(object, ..., na = NA_character_) {
  for (name in c(...)) {
    if (!is.list(object)) return(na)
    object <- object[[name]]
    if (is.null(object)) return(na)
  }
  object
}

column <- function(items, ..., na = NA_character_) {
  path <- c(...)
  vapply(items, function(item) do.call(value, c(list(item), as.list(path), list(na = na))), na)
}

whole <- function(items, ...) as.integer(column(items, ..., na = NA_real_))
words_of <- function(items, ...) as.character(column(items, ...))

path_of <- function(items, name = "place") {
  vapply(items, function(item) {
    path <- item[[name]]$path
    if (is.null(path)) NA_character_ else paste(unlist(path), collapse = "/")
  }, "")
}

# The facts of reports as columns.
heads <- function(reports) {
  data.frame(
    report = words_of(reports, "id"),
    title = words_of(reports, "title"),
    place_code = words_of(reports, "place", "code"),
    place = words_of(reports, "place", "name"),
    place_path = path_of(reports),
    level = words_of(reports, "level"),
    year = whole(reports, "year"),
    date = words_of(reports, "date"),
    kind = words_of(reports, "kind"),
    stringsAsFactors = FALSE
  )
}

# All pages of a list. They are of one state: where the archive changes meanwhile, that is an error.
pages <- function(archive, path, parameters, name, most = Inf) {
  parameters$limit <- 100
  first <- ask(archive, path, parameters)
  items <- first[[name]]
  page <- first
  parameters$snapshot <- first$snapshot
  while (!is.null(page[["next"]]) && length(items) < most) {
    parameters$cursor <- page[["next"]]
    page <- ask(archive, path, parameters)
    items <- c(items, page[[name]])
  }
  list(items = utils::head(items, most), total = first$total, snapshot = first$snapshot)
}

told <- function(frame, answer) {
  attr(frame, "total") <- answer$total
  attr(frame, "snapshot") <- answer$snapshot
  frame
}

given <- function(...) Filter(Negate(is.null), list(...))

link <- function(archive, report, ordinal) {
  paste0(archive$address, "/reports/", vapply(report, encode, "", USE.NAMES = FALSE), "#p", ordinal)
}

suyan <- function(address = "http://127.0.0.1:8080", timeout = 60, retries = 3) {
  if (!grepl("^https?://[^/]+", address)) {
    stop(sprintf("%s is no address: write http://127.0.0.1:8080", sQuote(address)), call. = FALSE)
  }
  archive <- new.env(parent = emptyenv())
  archive$address <- sub("/+$", "", address)
  archive$timeout <- timeout
  archive$retries <- retries
  archive$pinned <- NULL
  class(archive) <- "suyan"
  archive
}

print.suyan <- function(x, ...) {
  pinned <- if (is.null(x$pinned)) "" else paste0(" at snapshot ", x$pinned)
  cat("<suyan archive ", x$address, pinned, ">\n", sep = "")
  invisible(x)
}

suyan_at <- function(archive, expr, snapshot = NULL) {
  if (is.null(snapshot)) snapshot <- ask(archive, "/healthz", list())$index$snapshot
  before <- archive$pinned
  on.exit(archive$pinned <- before)
  archive$pinned <- snapshot
  # Evaluated here, within the pin.
  force(expr)
}

suyan_get <- function(archive, path, ...) ask(archive, path, given(...))

suyan_search <- function(archive, q, place = NULL, year = NULL, level = NULL, kind = NULL,
                         part = NULL, sort = NULL, ..., most = Inf) {
  asked <- given(q = q, place = place, year = year, level = level, kind = kind, part = part,
                 sort = sort, ..., group = "passage")
  answer <- pages(archive, "/api/v1/search", asked, "hits", most)
  hits <- answer$items
  passages <- lapply(hits, function(hit) hit$passages[[1]])
  frame <- heads(lapply(hits, `[[`, "report"))
  frame$ordinal <- whole(passages, "ordinal")
  frame$part <- words_of(passages, "part")
  frame$match <- words_of(passages, "match")
  frame$text <- vapply(passages, function(p) paste(vapply(p$snippet, `[[`, "", "text"), collapse = ""), "")
  frame$link <- if (nrow(frame)) link(archive, frame$report, frame$ordinal) else character()
  told(frame, answer)
}

suyan_panel <- function(archive, words, place = NULL, year = NULL, level = NULL, kind = NULL,
                        part = NULL, by = NULL, count = NULL, per = NULL, lineage = NULL, ...) {
  if (is.list(words)) {
    words <- vapply(names(words), function(name) paste0(name, "=", paste(words[[name]], collapse = "|")), "")
  }
  if (!is.null(by)) by <- paste(by, collapse = ",")
  asked <- given(words = words, place = place, year = year, level = level, kind = kind,
                 part = part, by = by, count = count, per = per, lineage = lineage, ...)
  answer <- ask(archive, "/api/v1/panel", asked, post = sum(nchar(words)) > 1000)
  rows <- answer$rows
  has <- function(name) length(rows) > 0 && name %in% names(rows[[1]])
  frame <- data.frame(row.names = seq_along(rows))
  if (has("place")) {
    frame$place_code <- words_of(rows, "place", "code")
    frame$place <- words_of(rows, "place", "name")
    frame$place_path <- path_of(rows)
  }
  if (has("year")) frame$year <- whole(rows, "year")
  for (name in c("level", "kind", "part")) if (has(name)) frame[[name]] <- words_of(rows, name)
  if (has("report")) frame$report <- words_of(rows, "report", "id")
  frame$status <- words_of(rows, "status")
  for (name in c("reports", "passages", "sentences", "characters")) frame[[name]] <- whole(rows, name)
  frame$size_words <- whole(rows, "words")
  names_of <- vapply(answer$words, `[[`, "", "name")
  for (name in names_of) {
    own <- if (name %in% names(frame)) paste0("count_", name) else name
    frame[[own]] <- whole(rows, "counts", name)
    rates <- column(rows, "rates", name, na = NA_real_)
    if (!is.null(per) && per != "none") frame[[paste0(name, "_rate")]] <- rates
  }
  keep <- c("by", "count", "per", "lineage", "formula", "normalisation", "segmenter", "dictionary", "address", "cite")
  attr(frame, "codebook") <- answer[keep]
  attr(frame, "remarks") <- vapply(answer$remarks, `[[`, "", "message")
  attr(frame, "snapshot") <- answer$snapshot
  frame
}

suyan_kwic <- function(archive, q, width = NULL, place = NULL, year = NULL, level = NULL,
                       kind = NULL, part = NULL, sort = NULL, sample = NULL, seed = NULL, ..., most = Inf) {
  asked <- given(q = q, width = width, place = place, year = year, level = level, kind = kind,
                 part = part, sort = sort, sample = sample, seed = seed, ...)
  answer <- pages(archive, "/api/v1/kwic", asked, "rows", most)
  rows <- answer$items
  frame <- heads(lapply(rows, `[[`, "report"))
  frame$ordinal <- whole(rows, "ordinal")
  frame$start <- whole(rows, "start")
  for (name in c("part", "left", "match", "right")) frame[[name]] <- words_of(rows, name)
  frame$link <- if (nrow(frame)) link(archive, frame$report, frame$ordinal) else character()
  told(frame, answer)
}

suyan_promises <- function(archive, q = NULL, place = NULL, year = NULL, level = NULL, kind = NULL,
                           part = NULL, report = NULL, verdict = NULL, strength = NULL,
                           quantity = NULL, sort = NULL, ..., most = Inf) {
  asked <- given(q = q, place = place, year = year, level = level, kind = kind, part = part,
                 report = report, verdict = verdict, strength = strength, quantity = quantity,
                 sort = sort, ...)
  answer <- pages(archive, "/api/v1/promises", asked, "promises", most)
  items <- unlist(lapply(answer$items, function(promise) {
    lapply(promise$items, function(item) list(promise = promise, item = item))
  }), recursive = FALSE)
  if (is.null(items)) items <- list()
  promises <- lapply(items, `[[`, "promise")
  first <- lapply(items, function(one) {
    evidence <- one$item$outcome$evidence
    if (length(evidence)) evidence[[1]] else list()
  })
  frame <- heads(lapply(promises, `[[`, "report"))
  frame$promise <- words_of(promises, "id")
  frame$item <- whole(items, "item", "item")
  frame$ordinal <- whole(promises, "ordinal")
  frame$part <- words_of(promises, "part")
  frame$text <- words_of(promises, "text")
  frame$item_text <- words_of(items, "item", "text")
  frame$strength <- words_of(promises, "strength")
  frame$deadline <- whole(items, "item", "deadline", "year")
  frame$indicator <- words_of(items, "item", "indicator")
  frame$value <- as.numeric(column(items, "item", "quantity", "value", na = NA_real_))
  frame$unit <- words_of(items, "item", "quantity", "unit")
  frame$verdict <- words_of(items, "item", "outcome", "verdict")
  frame$why <- words_of(items, "item", "outcome", "why")
  frame$outcome_year <- whole(items, "item", "outcome", "year")
  frame$reported_value <- as.numeric(column(items, "item", "outcome", "reported", "value", na = NA_real_))
  frame$evidence <- words_of(first, "text")
  frame$evidence_report <- words_of(first, "report")
  frame$evidence_ordinal <- whole(first, "ordinal")
  told(frame, answer)
}

suyan_promise <- function(archive, promise) {
  ask(archive, paste0("/api/v1/promises/", encode(promise)), list())
}

suyan_report <- function(archive, report) {
  answer <- ask(archive, paste0("/api/v1/reports/", encode(report)), list())
  passages <- answer$passages
  frame <- data.frame(
    ordinal = whole(passages, "ordinal"),
    part = words_of(passages, "part"),
    heading = words_of(passages, "heading"),
    is_heading = column(passages, "is_heading", na = NA),
    text = words_of(passages, "text"),
    stringsAsFactors = FALSE
  )
  attr(frame, "report") <- heads(list(answer$report))
  attr(frame, "snapshot") <- answer$snapshot
  frame
}

suyan_reports <- function(archive, place = NULL, year = NULL, level = NULL, kind = NULL, ..., most = Inf) {
  asked <- given(place = place, year = year, level = level, kind = kind, ...)
  answer <- pages(archive, "/api/v1/reports", asked, "reports", most)
  told(heads(answer$items), answer)
}

suyan_places <- function(archive, q, limit = 10) {
  places <- ask(archive, "/api/v1/places", list(q = q, limit = limit))$places
  data.frame(
    code = words_of(places, "code"),
    name = words_of(places, "name"),
    path = vapply(places, function(place) paste(unlist(place$path), collapse = "/"), ""),
    level = words_of(places, "level"),
    reports = whole(places, "reports"),
    stringsAsFactors = FALSE
  )
}

suyan_coverage <- function(archive, ...) {
  answer <- ask(archive, "/api/v1/coverage", given(...))
  rows <- lapply(answer$places, function(place) {
    years <- c(unlist(place$report), unlist(place$part), unlist(place$none), unlist(place$absent))
    status <- rep(c("report", "part", "none", "absent"),
                  c(length(place$report), length(place$part), length(place$none), length(place$absent)))
    data.frame(place_code = rep(place$code, length(years)), place = rep(place$name, length(years)),
               level = rep(place$level, length(years)), year = as.integer(years), status = status,
               stringsAsFactors = FALSE)
  })
  frame <- if (length(rows)) do.call(rbind, rows) else {
    data.frame(place_code = character(), place = character(), level = character(), year = integer(), status = character())
  }
  frame <- frame[order(frame$place_code, frame$year), , drop = FALSE]
  rownames(frame) <- NULL
  attr(frame, "snapshot") <- answer$snapshot
  frame
}
