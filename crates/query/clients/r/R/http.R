# Asking the server. Base R only: an http address is spoken to over a socket, since url() does not
# show the body of an error, and the API's errors say what to write instead.

# A value of an address: everything but the unreserved characters as %XX of its UTF-8.
encode <- function(text) {
  bytes <- charToRaw(enc2utf8(as.character(text)))
  plain <- charToRaw("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
  shown <- ifelse(bytes %in% plain, rawToChar(bytes, multiple = TRUE), sprintf("%%%02X", as.integer(bytes)))
  paste(shown, collapse = "")
}

# Parameters as the API reads them: a vector is a parameter that is repeated, NULL is none.
query <- function(parameters) {
  pairs <- character()
  for (name in names(parameters)) {
    for (value in parameters[[name]]) {
      if (is.na(value)) next
      if (is.logical(value)) value <- if (value) "true" else "false"
      if (is.numeric(value)) value <- format(value, scientific = FALSE, trim = TRUE)
      pairs <- c(pairs, paste0(encode(name), "=", encode(value)))
    }
  }
  paste(pairs, collapse = "&")
}

# An error of the API: a condition of class suyan_error and of one that names what went wrong.
refuse <- function(status, error) {
  kind <- switch(as.character(status),
    "404" = "suyan_not_found", "409" = "suyan_snapshot_changed", "503" = "suyan_busy",
    if (status >= 400 && status < 500) "suyan_bad_request" else "suyan_failed"
  )
  message <- error$message
  if (is.null(message)) message <- paste("the server answered", status)
  hint <- error$hint
  text <- if (is.null(hint) || !nzchar(hint)) message else paste0(message, "\uff08", hint, "\uff09")
  stop(structure(
    class = c(kind, "suyan_error", "error", "condition"),
    list(message = text, call = NULL, code = error$code, hint = hint, status = status)
  ))
}

unreachable <- function(address, why) {
  stop(structure(
    class = c("suyan_unreachable", "suyan_error", "error", "condition"),
    list(message = paste0(address, " does not answer: ", why), call = NULL, code = NULL, hint = NULL, status = 0L)
  ))
}

# Status and body of one request. `body` makes it a POST of a form.
request <- function(archive, path, body = NULL) {
  if (startsWith(archive$address, "https:")) {
    return(request_tls(archive, path))
  }
  host <- sub("^http://([^/]*).*$", "\\1", archive$address)
  below <- sub("^http://[^/]*", "", archive$address)
  name <- sub(":[0-9]+$", "", host)
  port <- if (grepl(":[0-9]+$", host)) as.integer(sub("^.*:", "", host)) else 80L
  connection <- tryCatch(
    suppressWarnings(socketConnection(
      gsub("^\\[|\\]$", "", name), port, blocking = TRUE, open = "r+b", timeout = archive$timeout
    )),
    error = function(e) unreachable(archive$address, conditionMessage(e))
  )
  on.exit(close(connection))
  # 1.0: the answer comes whole and ends with the connection.
  head <- c(
    paste(if (is.null(body)) "GET" else "POST", paste0(below, path), "HTTP/1.0"),
    paste("Host:", host), "User-Agent: suyan-r/0.1.0"
  )
  if (!is.null(body)) {
    head <- c(head, "Content-Type: application/x-www-form-urlencoded", paste("Content-Length:", nchar(body, "bytes")))
  }
  writeBin(charToRaw(paste0(paste(head, collapse = "\r\n"), "\r\n\r\n", body)), connection)
  raw <- raw()
  repeat {
    part <- readBin(connection, "raw", 1e6)
    if (length(part) == 0) break
    raw <- c(raw, part)
  }
  split_answer(archive, raw)
}

split_answer <- function(archive, raw) {
  breaks <- which(raw == as.raw(0x0a))
  ends <- breaks[breaks >= 3 & raw[pmax(breaks - 2, 1)] == as.raw(0x0a)]
  if (length(ends) == 0) unreachable(archive$address, "the answer broke off")
  head <- strsplit(rawToChar(raw[seq_len(ends[1])]), "\r\n", fixed = TRUE)[[1]]
  status <- as.integer(strsplit(head[1], " ")[[1]][2])
  body <- if (ends[1] < length(raw)) raw[(ends[1] + 1):length(raw)] else raw(0)
  length_line <- grep("^content-length:", head, ignore.case = TRUE, value = TRUE)
  if (length(length_line) == 1 && as.numeric(sub("^[^:]*: *", "", length_line)) != length(body)) {
    unreachable(archive$address, "the answer broke off")
  }
  text <- rawToChar(body)
  Encoding(text) <- "UTF-8"
  list(status = status, body = text)
}

# Over TLS base R only tells the status of what went wrong.
request_tls <- function(archive, path) {
  address <- paste0(archive$address, path)
  connection <- url(address, encoding = "UTF-8")
  on.exit(close(connection))
  lines <- tryCatch(suppressWarnings(readLines(connection, encoding = "UTF-8", warn = FALSE)), error = function(e) NULL)
  if (!is.null(lines)) return(list(status = 200L, body = paste(lines, collapse = "\n")))
  status <- tryCatch(attr(curlGetHeaders(address), "status"), error = function(e) {
    unreachable(archive$address, conditionMessage(e))
  })
  list(status = status, body = "{}")
}

# The JSON answer; a server that is busy is asked again, waiting longer each time.
ask <- function(archive, path, parameters, post = FALSE) {
  if (!is.null(archive$pinned) && is.null(parameters$snapshot)) parameters$snapshot <- archive$pinned
  words <- query(parameters)
  long <- post && !startsWith(archive$address, "https:")
  attempt <- 0
  repeat {
    answer <- tryCatch(
      if (long) request(archive, path, words) else request(archive, if (nzchar(words)) paste0(path, "?", words) else path),
      suyan_unreachable = function(e) e
    )
    lost <- inherits(answer, "condition")
    if (!lost && answer$status != 503) break
    if (attempt >= archive$retries) {
      if (lost) stop(answer)
      break
    }
    Sys.sleep(0.5 * 2^attempt)
    attempt <- attempt + 1
  }
  body <- tryCatch(jsonlite::fromJSON(answer$body, simplifyVector = FALSE), error = function(e) NULL)
  if (answer$status != 200) refuse(answer$status, body$error)
  if (is.null(body)) refuse(answer$status, list(message = paste(archive$address, "did not answer with JSON: is it Suyan?")))
  body
}
