//! Speed of the metric engine: filled in by the bench itself.
fn main() {}
