//! Growth targets against known values.

/// Not measured yet.
pub fn run(
    _root: &str,
    _indicators: &str,
    _provinces: Option<&str>,
    _show: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    Ok(())
}
