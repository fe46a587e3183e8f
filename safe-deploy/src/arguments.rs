//! The command line.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use mock_codedeploy::ClockMode;

/// Write, wire and prove the checks that guard a Lambda deployment.
#[derive(Debug, Parser)]
#[command(version, about, after_help = EXIT_CODES, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "Exit codes:
  0  all is good
  1  what was examined is not good: a failed deployment, an invalid template
  2  wrong usage, or input that cannot be read
  3  the surroundings failed: a tool, a runtime or a port that is missing";

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// How problems are told
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) message_format: MessageFormat,
    /// Say nothing but the result
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// When to use colors
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    #[default]
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// Sets the choice for all that is printed from here on.
    pub(crate) fn apply(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(Check),
    Plan(Plan),
    Simulate(Simulate),
    Serve(Serve),
    Complete(Complete),
    Expand(Expand),
    Wire(Wire),
}

/// Play the deployment of an application on this machine
///
/// Version 1 of every guarded function is live; version 2 is deployed as the template says, in virtual time, with the real hook
/// binaries. Rust hooks are built by `cargo build` first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  safe-deploy simulate                                play ./template.yaml
  safe-deploy simulate shop --scenario rejects        with shop/scenarios/rejects.yaml
  safe-deploy simulate shop --strategy AllAtOnce      with another strategy
  safe-deploy simulate shop --format json | jq .status

Exit codes: 0 the deployment succeeds, 1 it fails or the template is invalid, 2 wrong usage or unreadable input,
3 something is missing on this machine")]
pub(crate) struct Simulate {
    /// The template, or the folder that holds it
    #[arg(default_value = ".", value_name = "APP")]
    pub(crate) app: PathBuf,
    /// A scenario: NAME for scenarios/NAME.yaml beside the template, or a file
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) scenario: Option<String>,
    /// Shift by this strategy instead of the template's
    #[arg(long, value_name = "NAME")]
    pub(crate) strategy: Option<String>,
    /// The seed of everything random; by default the scenario's, else 1
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// A value for a template parameter
    #[arg(long = "parameter", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) parameters: Vec<(String, String)>,
    /// How the result is told
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: MessageFormat,
}

/// Serve a CodeDeploy and a Lambda on this machine, for programs written for AWS
///
/// The first line on standard output is the URL, alone: programs find it by `AWS_ENDPOINT_URL`. The account is 123456789012, empty at the
/// start; regions are separate. It is served on the loopback interface only, until it is interrupted.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  safe-deploy serve --port 4570                       then: export AWS_ENDPOINT_URL=http://127.0.0.1:4570
  safe-deploy serve --clock x60                       an hour of deployment takes a minute
  safe-deploy serve --state shop.account              the account is there again after a restart
  curl -X POST $AWS_ENDPOINT_URL/_mock/clock/hold     hold the virtual clock, look at the alias, then …/release

Exit codes: 0 it was interrupted, 2 wrong usage or no state file, 3 the port cannot be had or the state not be kept")]
pub(crate) struct Serve {
    /// The port; 0 picks a free one
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) port: u16,
    /// How the deployment's clock goes: virtual (it jumps to the next event when no hook runs), real, or a scale
    #[arg(long, default_value = "virtual", value_name = "virtual|real|xN")]
    pub(crate) clock: ClockMode,
    /// The seed of everything random
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
    /// Keep the account in this file, which is made if it is not there, and go on from what it holds
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// Call only hooks that a managed role could call: those named `CodeDeployHook_…`
    #[arg(long)]
    pub(crate) enforce_hook_prefix: bool,
    /// How many seconds of the deployment's clock a function is `Pending`, and a change of it `InProgress`
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub(crate) activation: u64,
    /// Another answer to what is not known of CodeDeploy, such as rollback-calls-hooks=true; a wrong name shows all that there are
    #[arg(long = "assume", value_name = "NAME=VALUE")]
    pub(crate) assumptions: Vec<String>,
    /// Refuse requests whose Signature Version 4 is missing or wrong; the keys are mock/mock, those that functions get, and
    /// `AWS_ACCESS_KEY_ID` with `AWS_SECRET_ACCESS_KEY` of this command's environment
    #[arg(long)]
    pub(crate) verify_signatures: bool,
}

/// Bring the verdict of a hook that has deferred it
///
/// The token comes from the hook's `hook.defer()`. AWS is asked with the credentials and the region that the AWS CLI would use; they
/// need `codedeploy:PutLifecycleEventHookExecutionStatus` on the deployment group.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  safe-deploy complete --token hook1.eyJkZXBsb3ltZW50Ijoi... --succeeded
  pbpaste | safe-deploy complete --token - --failed     keeps the token out of the shell's history

Exit codes: 0 CodeDeploy has the verdict, 1 the token has expired or the hook was completed before, 2 no token,
3 CodeDeploy could not be told")]
#[command(group(clap::ArgGroup::new("verdict").required(true).args(["succeeded", "failed"])))]
pub(crate) struct Complete {
    /// The token; - reads it from standard input
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub(crate) token: String,
    /// The version is good: the deployment goes on
    #[arg(long)]
    pub(crate) succeeded: bool,
    /// The version is refused: the deployment stops, and rolls back if its group says so
    #[arg(long)]
    pub(crate) failed: bool,
}

/// Expand a SAM template to plain CloudFormation
///
/// The result has the same resources with the same logical ids as SAM's own transform gives them. Functions with their events, versions,
/// aliases and deployments, layers and simple tables are expanded; anything else of SAM is an error that names it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  safe-deploy expand template.yaml                    what CloudFormation will see, as JSON
  safe-deploy expand template.yaml --format yaml      as YAML with short tags
  safe-deploy expand template.yaml --region cn-north-1 --parameter Stage=prod
  safe-deploy expand template.yaml | jq '.Resources | keys'

Exit codes: 0 the template is expanded, 1 it is invalid, 2 wrong usage or unreadable input, 3 the output cannot be written")]
pub(crate) struct Expand {
    /// The template, in YAML or JSON
    #[arg(value_name = "TEMPLATE")]
    pub(crate) template: PathBuf,
    /// Where the stack will be; by default `AWS_REGION`, else `AWS_DEFAULT_REGION`, else us-east-1
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// A value for a template parameter
    #[arg(long = "parameter", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) parameters: Vec<(String, String)>,
    /// How the template is written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: TemplateFormat,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TemplateFormat {
    #[default]
    Json,
    Yaml,
}

/// Add to a template what its hooks need
///
/// Hooks are found in `DeploymentPreference.Hooks` and in the sources of hook crates, which are read and not built. What is missing is
/// added: the hook's function, its name, its permissions, the version that it checks. Every character of the template stays; what
/// contradicts is told. Run twice it adds nothing more.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  safe-deploy wire template.yaml --hooks hooks --diff         show what would be added
  safe-deploy wire template.yaml --hooks hooks --in-place     add it
  safe-deploy wire template.yaml --alias live --strategy Canary10Percent5Minutes --alarms

Exit codes: 0 the template is wired, 1 something contradicts, 2 wrong usage or unreadable input, 3 the result cannot be written")]
pub(crate) struct Wire {
    /// The template, or the folder that holds it
    #[arg(value_name = "TEMPLATE")]
    pub(crate) template: PathBuf,
    /// The folder of a hook crate; may be given several times
    #[arg(long, value_name = "DIR")]
    pub(crate) hooks: Vec<PathBuf>,
    /// Write the result into the template
    #[arg(long, conflicts_with = "output")]
    pub(crate) in_place: bool,
    /// Write the result into a file
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Print what changes instead of the whole result
    #[arg(long)]
    pub(crate) diff: bool,
    /// The alias of guarded functions that have none
    #[arg(long, value_name = "NAME", value_parser = alias)]
    pub(crate) alias: Option<String>,
    /// The strategy of guarded functions that have none
    #[arg(long, value_name = "NAME")]
    pub(crate) strategy: Option<String>,
    /// Make a service role that names exactly the hooks, so that their names need no prefix
    #[arg(long)]
    pub(crate) service_role: bool,
    /// Add alarms that stop a deployment: on the new version alone, or the two of SAM's guide
    #[arg(long, value_enum, value_name = "SET", num_args = 0..=1, require_equals = true, default_missing_value = "new-version")]
    pub(crate) alarms: Option<Alarms>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Alarms {
    /// Errors and duration of the new version, which no old version can set off
    NewVersion,
    /// Errors through the alias, and errors of the new version
    Guide,
}

fn alias(text: &str) -> Result<String, String> {
    let known = template_transform::model::AliasName::new(text).filter(|_| !text.is_empty());
    known
        .map(|name| name.as_str().to_owned())
        .ok_or_else(|| "an alias has letters, digits, `-` and `_` only, and not digits alone".into())
}

/// Find the mistakes of a safe deployment before AWS does
///
/// Each rule has its reason and its mend in docs/rules.md. A finding is accepted by a comment on its line or above it:
/// `# safe-deploy: allow RULE because REASON`. What only the deployment knows is not accused.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  safe-deploy check                                   check ./template.yaml
  safe-deploy check a.yaml b.yaml --format sarif      for code scanning
  safe-deploy check --parameter Stage=prod            with a value for a parameter
  safe-deploy check --hooks hooks                     with the timeouts in the sources of the hooks
  safe-deploy check --against deployed.yaml           with the step from the template that is deployed

Exit codes: 0 nothing to mend (notes are no reason to stop), 1 findings, 2 wrong usage or unreadable input")]
pub(crate) struct Check {
    /// The templates, or folders that hold one
    #[arg(default_value = ".", value_name = "TEMPLATE")]
    pub(crate) templates: Vec<PathBuf>,
    /// A value for a template parameter
    #[arg(long = "parameter", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) parameters: Vec<(String, String)>,
    /// The folder of a hook crate, whose timeouts the hooks have to allow; may be given several times
    #[arg(long, value_name = "DIR")]
    pub(crate) hooks: Vec<PathBuf>,
    /// The template that is deployed now: what the step from it to TEMPLATE breaks is told too
    #[arg(long, value_name = "OLD")]
    pub(crate) against: Option<PathBuf>,
    /// The value that a template parameter had in the deployment before; given once, all parameters of that deployment are told this way
    #[arg(long = "old-parameter", value_name = "KEY=VALUE", value_parser = key_value, requires = "against")]
    pub(crate) old_parameters: Vec<(String, String)>,
    /// How the findings are told; by default as --message-format says
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<ReportFormat>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    Human,
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// `JUnit` XML, for test reports
    Junit,
}

/// Say what deploying NEW over OLD does: which functions publish a version and why, which hooks run, how long it takes
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  git show main:template.yaml > old.yaml && safe-deploy plan old.yaml template.yaml
  aws cloudformation get-template --stack-name shop --template-stage Original > deployed.json && safe-deploy plan deployed.json template.yaml
  safe-deploy plan template.yaml template.yaml --old-parameter Key=1.zip --parameter Key=2.zip

Exit codes: 0 the plan is made, 2 wrong usage or unreadable input")]
pub(crate) struct Plan {
    /// The template that is deployed now
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The template to deploy
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// A value for a template parameter
    #[arg(long = "parameter", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) parameters: Vec<(String, String)>,
    /// The value that a template parameter had in the deployment before; given once, all parameters of that deployment are told this way
    #[arg(long = "old-parameter", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) old_parameters: Vec<(String, String)>,
    /// How the plan is told
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: MessageFormat,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("a parameter is given as KEY=VALUE".into()),
    }
}
