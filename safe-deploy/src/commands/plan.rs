//! `plan`: says what deploying one template over another does.

use template_transform::plan::Plan;
use template_transform::{Document, Parameters};

use crate::arguments::{self, MessageFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render;

pub(crate) fn run(arguments: &arguments::Plan) -> Result<Exit, Failure> {
    let parameters: Parameters = arguments.parameters.iter().cloned().collect();
    let old = super::template::read_deployed(&arguments.old)?;
    let (_, new) = super::template::read(&arguments.new)?;
    let plan = between(&old, &new, &parameters, &arguments.old_parameters)?;
    let text = match arguments.format {
        MessageFormat::Json => serde_json::json!(plan).to_string(),
        MessageFormat::Human => words(&plan),
    };
    render::told(render::line(&text))?;
    Ok(Exit::Good)
}

/// Without a value for the deployment before, its parameters are as they are now, or not known.
pub(super) fn between(
    old: &Document,
    new: &Document,
    parameters: &Parameters,
    old_parameters: &[(String, String)],
) -> Result<Plan, Failure> {
    super::template::refuse_expanded(old, new)?;
    if old_parameters.is_empty() {
        return Ok(Plan::between(old, new, parameters));
    }
    let declared = old.root().get("Parameters");
    if let Some((name, _)) = old_parameters.iter().find(|(name, _)| declared.and_then(|all| all.get(name)).is_none()) {
        let message = format!("{} has no parameter `{name}`", old.file());
        return Err(Failure::of_file(Exit::Usage, "unknown-parameter", "--old-parameter", message));
    }
    let before = old_parameters.iter().cloned().collect();
    Ok(Plan::between_deployments((old, &before), (new, parameters)))
}

fn words(plan: &Plan) -> String {
    let paragraph = |sentences: Vec<String>| sentences.join("\n  - ");
    let paragraphs: Vec<String> = plan.functions.iter().map(|function| paragraph(function.sentences())).collect();
    if paragraphs.is_empty() { "there is no function in either template".to_owned() } else { paragraphs.join("\n") }
}
