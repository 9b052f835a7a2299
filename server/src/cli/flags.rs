//! Every setting as a flag, made from the one table of settings.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::config::{KEYS, Layers, Problems};

/// The flags as given.
pub(super) struct SettingFlags {
    values: BTreeMap<&'static str, String>,
    config: Option<PathBuf>,
}

impl SettingFlags {
    /// Flags, environment and file; mistakes in the file are noted.
    pub(super) fn layers(&self) -> (Layers, Problems) {
        let mut problems = Problems::default();
        let layers = Layers::new(self.values.clone(), |name| std::env::var(name).ok());
        let layers = match &self.config {
            Some(path) => layers.with_file(path, &mut problems),
            None => layers,
        };
        (layers, problems)
    }
}

impl Args for SettingFlags {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config")
            .long("config")
            .env("ANTEROOM_CONFIG")
            .value_name("PATH")
            .help("TOML file with settings; flags and environment win over it")
            .global(true)
            .help_heading("Settings");
        let keys = KEYS.iter().map(|key| {
            let default = key
                .default
                .map(|text| format!(" [default: {text}]"))
                .unwrap_or_default();
            Arg::new(key.name)
                .long(key.flag())
                .value_name(key.value)
                .help(format!("{} [env: {}]{default}", key.help, key.variable()))
                .global(true)
                .help_heading("Settings")
        });
        command.arg(config).args(keys)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for SettingFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let value = |name: &'static str| Some((name, matches.get_one::<String>(name)?.clone()));
        let config = matches
            .get_one::<String>("config")
            .filter(|path| !path.is_empty())
            .map(PathBuf::from);
        Ok(Self {
            values: KEYS.iter().filter_map(|key| value(key.name)).collect(),
            config,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
