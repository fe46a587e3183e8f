//! `AlexaSkill`: an Alexa skill invokes the function.

use super::permission::permission;
use super::{Event, Target};
use crate::expand::property::{Property, Shape};
use crate::expand::resource::Resource;

pub(super) const PROPERTIES: &[Property] = &[Property::new("SkillId", Shape::Text)];

pub(super) fn expand<'d>(event: &Event<'d>, target: &Target<'d>) -> Vec<Resource<'d>> {
    let skill = event.properties.given("SkillId").cloned();
    vec![permission(&event.id, "alexa-appkit.amazon.com", target, [("EventSourceToken", skill)])]
}
