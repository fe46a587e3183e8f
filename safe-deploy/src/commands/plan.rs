//! `plan`: says what deploying one template over another does.

use template_transform::Parameters;
use template_transform::plan::Plan;

use crate::arguments::{self, MessageFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render;

pub(crate) fn run(arguments: &arguments::Plan) -> Result<Exit, Failure> {
    let parameters: Parameters = arguments.parameters.iter().cloned().collect();
    let (_, old) = super::template::read(&arguments.old)?;
    let (_, new) = super::template::read(&arguments.new)?;
    let plan = if arguments.old_parameters.is_empty() {
        Plan::between(&old, &new, &parameters)
    } else {
        let before = arguments.old_parameters.iter().cloned().collect();
        Plan::between_deployments((&old, &before), (&new, &parameters))
    };
    let text = match arguments.format {
        MessageFormat::Json => serde_json::json!(plan).to_string(),
        MessageFormat::Human => words(&plan),
    };
    render::told(render::line(&text))?;
    Ok(Exit::Good)
}

fn words(plan: &Plan) -> String {
    let paragraph = |sentences: Vec<String>| sentences.join("\n  - ");
    let paragraphs: Vec<String> = plan.functions.iter().map(|function| paragraph(function.sentences())).collect();
    if paragraphs.is_empty() { "there is no function in either template".to_owned() } else { paragraphs.join("\n") }
}
