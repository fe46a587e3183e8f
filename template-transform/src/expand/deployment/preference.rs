//! `DeploymentPreference` of a function.

use crate::expand::fault::{Checked, Faults, fault};
use crate::expand::function::Function;
use crate::expand::intrinsic::reference;
use crate::expand::mappings::Mappings;
use crate::expand::objects::ObjectId;
use crate::expand::surroundings::Surroundings;
use crate::expand::traces::{Part, Shared};
use crate::expand::value::{Map, Value};

use super::alarms;
use super::application::APPLICATION;

/// A preference that is on.
pub(super) struct Preference<'d> {
    pub(super) function: &'d str,
    pub(super) strategy: ObjectId,
    hooks: Map<'d>,
    /// Its `AlarmConfiguration`.
    pub(super) alarms: Option<Value<'d>>,
    pub(super) role: Option<Value<'d>>,
    pub(super) triggers: Option<Value<'d>>,
    pub(super) condition: Option<Value<'d>>,
    pub(super) tags: Option<Map<'d>>,
}

impl<'d> Preference<'d> {
    /// Nothing when it is off.
    pub(super) fn read(
        given: &Map<'d>,
        function: &Function<'d>,
        around: &Surroundings<'d>,
        mappings: &mut Mappings<'d>,
    ) -> Checked<Option<Self>> {
        let here = |faults: Faults| faults.at("DeploymentPreference");
        let shared = Shared::of(function.node);
        let mut resolved = |name: &'static str| {
            let Some(value) = given.get(name) else { return Ok(None) };
            let object = match shared.part_of_preference(name) {
                Part::Own => mappings.resolve(value, &around.parameters),
                // One preference for all that take it over, in which SAM leaves what it has resolved, but not this before it is known.
                part => {
                    let takes_its_place = part == Part::Whole && name != "PassthroughCondition";
                    mappings.resolve_of_globals(name, value, &around.parameters, takes_its_place)
                }
            };
            let known = object.and_then(|object| Ok(Some((object, mappings.value(object)?))));
            known.map_err(|faults| here(faults.at(name)))
        };
        let enabled = resolved("Enabled")?.map(|(_, enabled)| enabled);
        let strategy = resolved("Type")?.map(|(object, _)| object);
        let passed_on = resolved("PassthroughCondition")?;
        let condition_is_passed_on = passed_on.map_or(Ok(false), |(_, value)| truth(&value)).map_err(here)?;
        // What cannot be known yet counts as on, and so does the text `no`.
        let off =
            enabled.is_some_and(|enabled| !enabled.is_truthy() || matches!(enabled.as_str(), Some("false" | "False")));
        if off {
            return Ok(None);
        }
        let Some(strategy) = strategy else {
            return Err(here(
                fault("missing-property", "a `DeploymentPreference` needs a `Type`, the way in which traffic moves")
                    .help("write for example `Type: Canary10Percent5Minutes`"),
            ));
        };
        let hooks = match given.get("Hooks") {
            None => Map::new(),
            Some(Value::Map(hooks)) => hooks.clone(),
            Some(other) => {
                let message = format!(
                    "`Hooks` has to be a map with `PreTraffic` and `PostTraffic`, and this is {}",
                    other.kind()
                );
                return Err(here(fault("wrong-type", message).at("Hooks")));
            }
        };
        if function.properties.truthy("AutoPublishAlias").is_none() {
            return Err(here(
                fault("property-needs-another", "a deployment moves an alias, and the function has none")
                    .help("set `AutoPublishAlias`, or turn the preference off by `Enabled: false`"),
            ));
        }
        let alarms = given.truthy("Alarms").map(alarms::configuration).transpose();
        let alarms = alarms.map_err(|faults| here(faults.at("Alarms")))?.flatten();
        let propagated = function.properties.truthy("PropagateTags").and_then(|_| function.properties.truthy("Tags"));
        let condition = function.attributes.condition().filter(|name| condition_is_passed_on && name.is_truthy());
        if condition.is_some_and(|condition| condition.as_str().is_none()) {
            let message = "the condition of the function is passed on to its deployment, so it has to be a name";
            return Err(here(fault("wrong-type", message).at("PassthroughCondition")));
        }
        Ok(Some(Self {
            function: function.id,
            strategy,
            hooks,
            alarms,
            role: given.truthy("Role").cloned(),
            triggers: given.truthy("TriggerConfigurations").cloned(),
            condition: condition.cloned(),
            tags: propagated.and_then(Value::as_map).cloned(),
        }))
    }

    pub(super) fn group_id(&self) -> String {
        format!("{}DeploymentGroup", self.function)
    }

    /// The update policy of the alias: which group deploys it, which hooks check it.
    pub(super) fn update_policy(&self) -> Value<'d> {
        let mut update = Map::from([
            ("ApplicationName", reference(APPLICATION)),
            ("DeploymentGroupName", reference(self.group_id())),
        ]);
        for (ours, theirs) in [("PreTraffic", "BeforeAllowTrafficHook"), ("PostTraffic", "AfterAllowTrafficHook")] {
            let hook = self.hooks.given(ours);
            update.push_some(theirs, hook.filter(|hook| !hook.as_ref_to().is_some_and(Value::is_null)));
        }
        Value::from([("CodeDeployLambdaAliasUpdate", Value::Map(update))])
    }
}

/// What SAM takes for a boolean here.
fn truth(value: &Value) -> Checked<bool> {
    match value {
        Value::Bool(truth) => Ok(*truth),
        // One and zero are true and false to Python, with a point too.
        Value::Integer(1) | Value::Float(1.0) => Ok(true),
        Value::Integer(0) | Value::Float(0.0) => Ok(false),
        Value::Text(text) if matches!(&**text, "true" | "True") => Ok(true),
        Value::Text(text) if matches!(&**text, "false" | "False") => Ok(false),
        _ => Err(fault("passthrough-condition", "`PassthroughCondition` has to be true or false, and known now")
            .at("PassthroughCondition")
            .help("write it out, or use `Ref` to a parameter or `Fn::FindInMap`")),
    }
}
