//! Meeting culture: calendars to published cells and dashboards. Its floor and manifest are here; its first metric is not.
