//! What a process has used of memory, from the kernel's own account.

/// Peak resident bytes of a process (`self` or a number), 0 where the system does not tell.
pub fn peak(process: &str) -> f64 {
    status(process, "VmHWM:")
}

/// Resident bytes that are the process's own: not mapped files.
pub fn own(process: &str) -> f64 {
    status(process, "RssAnon:")
}

fn status(process: &str, field: &str) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kibibytes = text
        .lines()
        .find_map(|line| line.strip_prefix(field))
        .and_then(|value| value.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kibibytes.unwrap_or(0.0) * 1024.0
}

/// Bytes of all files below a folder.
pub fn folder(path: &std::path::Path) -> u64 {
    walkdir::WalkDir::new(path)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|metadata| metadata.len())
        .sum()
}

/// Seconds of processor time that all threads of a process used, to the microsecond; 0 where the
/// system does not tell. A thread that has ended is not counted.
pub fn processor(process: &str) -> f64 {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let of_task = |task: std::fs::DirEntry| {
        let told = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        told.split_whitespace().next()?.parse::<f64>().ok()
    };
    tasks.filter_map(of_task).sum::<f64>() / 1e9
}
