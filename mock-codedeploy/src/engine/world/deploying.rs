//! Deployments in the account: made, driven, reported to, stopped, rolled back.

use serde_json::Value;

use super::World;
use crate::account::{Alias, FunctionName, FunctionReference, Weight};
use crate::cloudwatch::AlarmState;
use crate::codedeploy::{
    Application, ApplicationName, AutoRollbackConfiguration, CodeDeployError, ComputePlatform, DeploymentConfig,
    DeploymentConfigName, DeploymentGroup, DeploymentGroupName, Origin, RegisteredRevision, Revision, Rule,
};
use crate::deployment::{
    Action, AlarmReading, AppSpec, Assumptions, Creator, Deployment, DeploymentId, DeploymentStatus, ErrorCode,
    ErrorInformation, HookVerdict, LifecycleEventName, Strategy,
};
use crate::engine::new_deployment::{DeploymentRequest, NewDeployment};
use crate::engine::record::Record;
use crate::engine::schedule::Position;
use crate::engine::service_role::{RoleAction, RoleRefusal};
use crate::engine::timeline::{Happening, TimelineEntry};

/// What SAM calls the application of a stack.
const APPLICATION: &str = "ServerlessDeploymentApplication";

impl World {
    /// Makes a deployment as SAM would have set it up: in the application `ServerlessDeploymentApplication`, in a group named after the
    /// function, rolled back whatever ends it. It begins in the next [`run_due`](Self::run_due).
    ///
    /// # Errors
    /// When the group has an active deployment already.
    pub fn create_deployment(&mut self, new: &NewDeployment) -> Result<DeploymentId, CodeDeployError> {
        let application = ApplicationName::new(APPLICATION)?;
        let group = DeploymentGroupName::new(&format!("{}DeploymentGroup", new.function))?;
        let config = self.config_of(new.strategy)?;
        if self.resources.application(&application).is_err() {
            let id = self.uuid();
            let made = Application::new(application.clone(), id, self.now, ComputePlatform::Lambda);
            self.resources.add_application(made)?;
        }
        if !self.resources.has_group(&application, &group) {
            let id = self.uuid();
            let role = format!("arn:aws:iam::{}:role/CodeDeployServiceRole", crate::account::ACCOUNT_ID);
            let made = DeploymentGroup {
                auto_rollback: AutoRollbackConfiguration::always(),
                ..DeploymentGroup::new(group.clone(), id, role, config.clone())
            };
            self.resources.application_mut(&application)?.groups.insert(group.clone(), made);
        }
        let app_spec = AppSpec::from(new);
        self.deploy(DeploymentRequest {
            application,
            group,
            revision: Revision::new(app_spec.to_json().to_string()),
            app_spec: Some(app_spec),
            config: Some(config),
            description: None,
            auto_rollback: None,
            override_alarms: None,
        })
    }

    /// Makes a deployment. It begins in the next [`run_due`](Self::run_due).
    pub(crate) fn deploy(&mut self, request: DeploymentRequest) -> Result<DeploymentId, CodeDeployError> {
        let DeploymentRequest { application, group: group_name, revision, app_spec, .. } = request;
        let group = self.resources.lambda_application(&application)?.group(&group_name)?.clone();
        let config = request.config.unwrap_or_else(|| group.config.clone());
        let strategy = self.resources.strategy(&config)?;
        let is_active = |record: &&Record| record.deployment.completed().is_none();
        if let Some(active) = self.records_of(&application, &group_name).rev().find(is_active) {
            let (group, active) = (group_name.to_string(), active.deployment.id().to_string());
            return Err(CodeDeployError::DeploymentLimitExceeded { group, active });
        }
        let previous_revision = self
            .records_of(&application, &group_name)
            .rev()
            .find(|record| record.deployment.status() == DeploymentStatus::Succeeded)
            .map(|record| record.origin.revision.clone());
        self.use_revision(&application, &group_name, &revision)?;
        let watch = request.override_alarms.as_ref().unwrap_or(&group.alarms).into();
        let origin = Origin {
            application,
            group: group_name,
            group_id: group.id,
            config,
            description: request.description,
            revision,
            previous_revision,
            override_alarms: request.override_alarms,
            auto_rollback: request.auto_rollback.unwrap_or(group.auto_rollback),
            rollback_on_stop: None,
        };
        let id = self.identities.deployment();
        let executions = [self.identities.hook_execution(), self.identities.hook_execution()];
        let deployment = Deployment::new(id.clone(), app_spec, strategy, executions, self.now).watching(watch);
        self.add(Record { deployment, origin }, None);
        Ok(id)
    }

    /// Takes a hook's report.
    ///
    /// # Errors
    /// When the deployment is unknown, or does not wait for this report.
    pub fn report(
        &mut self,
        deployment_id: &str,
        execution_id: &str,
        verdict: HookVerdict,
    ) -> Result<(), CodeDeployError> {
        let position = self.known(deployment_id)?;
        let now = self.now;
        let Some(record) = self.records.get_mut(&position) else { return Ok(()) };
        let actions = record.deployment.report(execution_id, verdict, &self.rules.assumptions, now)?;
        self.carry_out(position, actions);
        Ok(())
    }

    /// Stops a deployment. `rolls_back` says whether it is rolled back, in place of its configuration.
    ///
    /// # Errors
    /// When the deployment is unknown, or has ended.
    pub fn stop_deployment(&mut self, id: &str, rolls_back: Option<bool>) -> Result<(), CodeDeployError> {
        let position = self.known(id)?;
        let now = self.now;
        let Some(record) = self.records.get_mut(&position) else { return Ok(()) };
        if record.deployment.completed().is_some() {
            return Err(CodeDeployError::DeploymentAlreadyCompleted(id.to_owned()));
        }
        record.origin.rollback_on_stop = rolls_back;
        let actions = record.deployment.stop(now);
        self.carry_out(position, actions);
        Ok(())
    }

    /// Lets one deployment do what is due.
    pub(super) fn act(&mut self, position: Position) {
        let now = self.now;
        let Some(record) = self.records.get(&position) else { return self.schedule.set(position, None) };
        let begins = record.deployment.status() == DeploymentStatus::Created;
        let waits = begins && !self.rules.assumptions.polls_before_hooks;
        let polled = if waits { &[] } else { record.deployment.alarms_to_poll(now) };
        let mut readings: Vec<AlarmReading> = polled.iter().map(|alarm| self.read_alarm(alarm)).collect();
        let mismatch = begins.then(|| self.mismatch(record)).flatten();
        let app_spec = record.deployment.app_spec().filter(|_| begins);
        let found = app_spec.and_then(|app_spec| self.alias_of(app_spec)).map(|alias| alias.version());
        if !readings.is_empty() && self.role_refusals.meet(RoleAction::DescribeAlarms).is_some() {
            readings.fill(AlarmReading::Unreadable);
        }
        let refused = if begins { self.refused(position, RoleAction::GetAlias) } else { None };
        let mismatch = refused.or(mismatch);
        let Some(record) = self.records.get_mut(&position) else { return };
        if let Some(version) = found {
            record.deployment.found(version);
        }
        let mut actions = Vec::new();
        if !readings.is_empty() {
            actions.extend(record.deployment.polled(&readings, &self.rules.assumptions, now));
        }
        match mismatch {
            Some(error) => actions.extend(record.deployment.abort(error, now)),
            None => actions.extend(record.deployment.advance(&self.rules.assumptions, now)),
        }
        self.carry_out(position, actions);
    }

    /// What polling an alarm gives. One that does not exist cannot be read.
    fn read_alarm(&self, name: &str) -> AlarmReading {
        match self.monitor.alarm(name).map(|alarm| alarm.state) {
            Some(AlarmState::Alarm) => AlarmReading::Active,
            Some(AlarmState::Ok | AlarmState::InsufficientData) => AlarmReading::Inactive,
            None => AlarmReading::Unreadable,
        }
    }

    fn known(&self, id: &str) -> Result<Position, CodeDeployError> {
        self.position(id).ok_or_else(|| CodeDeployError::DeploymentDoesNotExist(id.to_owned()))
    }

    /// The configuration of a strategy: the predefined one, or a custom one of the same kind of name.
    fn config_of(&mut self, strategy: Strategy) -> Result<DeploymentConfigName, CodeDeployError> {
        if let Some((name, _)) = Strategy::PREDEFINED.iter().find(|(_, predefined)| *predefined == strategy) {
            return DeploymentConfigName::new(&format!("CodeDeployDefault.Lambda{name}"));
        }
        let name = DeploymentConfigName::new(&strategy.to_string())?;
        if self.resources.config(&name).is_err() {
            let config = DeploymentConfig {
                name: name.clone(),
                id: self.uuid(),
                created: self.now,
                rule: Rule::Lambda(strategy),
            };
            self.resources.add_config(config)?;
        }
        Ok(name)
    }

    fn use_revision(
        &mut self,
        application: &ApplicationName,
        group: &DeploymentGroupName,
        revision: &Revision,
    ) -> Result<(), CodeDeployError> {
        let now = self.now;
        let revisions = &mut self.resources.application_mut(application)?.revisions;
        for other in revisions.values_mut() {
            other.groups.retain(|other| other != group);
        }
        let registered = revisions
            .entry(revision.sha256.clone())
            .or_insert_with(|| RegisteredRevision::new(revision.clone(), None, now));
        registered.first_used = registered.first_used.or(Some(now));
        registered.last_used = Some(now);
        registered.groups.push(group.clone());
        Ok(())
    }

    fn add(&mut self, record: Record, rollback_of: Option<DeploymentId>) {
        let position = Position(self.records.len());
        let app_spec = record.deployment.app_spec();
        let (from, to) = app_spec.map(|app_spec| (app_spec.current_version, app_spec.target_version)).unzip();
        self.index(position, &record);
        self.records.insert(position, record);
        self.happened(position, Happening::Created { rollback_of, from, to });
    }

    fn carry_out(&mut self, position: Position, actions: Vec<Action>) {
        for action in actions {
            let carried_out = match action {
                Action::Observed(event, status) => {
                    self.happened(position, Happening::LifecycleEvent(event, status));
                    Ok(())
                }
                Action::Shift(weight) => self.shift(position, weight),
                Action::CallHook { hook, event, lifecycle_event } => {
                    self.call_hook(position, hook, event.to_json(), lifecycle_event)
                }
                Action::End(status) => {
                    self.happened(position, Happening::Ended(status));
                    self.ended(position, status);
                    Ok(())
                }
            };
            if let Err(error) = carried_out {
                // The rest of the actions assumed that this one would succeed.
                let now = self.now;
                let aborted = self.records.get_mut(&position).map(|record| record.deployment.abort(error, now));
                return self.carry_out(position, aborted.unwrap_or_default());
            }
        }
        let due = self.at(position).and_then(|record| record.deployment.due());
        self.schedule.set(position, due);
    }

    fn call_hook(
        &mut self,
        position: Position,
        hook: FunctionName,
        payload: Value,
        event: LifecycleEventName,
    ) -> Result<(), ErrorInformation> {
        if let Some(error) = self.refused(position, RoleAction::Invoke) {
            return Err(error);
        }
        if self.rules.enforce_hook_prefix && !hook.as_str().starts_with("CodeDeployHook_") {
            let ErrorInformation { code, message } = RoleRefusal::AccessDenied.error(self.service_role(position));
            let message = format!(
                "{message} The hook function {hook} is not named CodeDeployHook_…, which is all that the role may call."
            );
            return Err(ErrorInformation { code, message });
        }
        if !self.functions.contains_key(&hook) {
            let message = format!("The {} hook function {hook} does not exist.", event.as_str());
            return Err(ErrorInformation::new(self.rules.assumptions.missing_hook_code, message));
        }
        self.happened(position, Happening::HookCalled { hook: hook.clone(), event });
        self.invoke_asynchronously(FunctionReference { name: hook, qualifier: None }, payload);
        Ok(())
    }

    /// Moves the alias: the weights up to the last step, the alias itself with it (spec 4.4).
    fn shift(&mut self, position: Position, weight: Weight) -> Result<(), ErrorInformation> {
        let Some(app_spec) = self.at(position).and_then(|record| record.deployment.app_spec()).cloned() else {
            return Ok(());
        };
        if let Some(error) = self.refused(position, RoleAction::UpdateAlias) {
            return Err(error);
        }
        let revision_id = self.uuid();
        let invalid = |message: String| ErrorInformation::new(ErrorCode::InvalidLambdaConfiguration, message);
        let missing = || invalid(format!("The alias {}:{} does not exist.", app_spec.function, app_spec.alias));
        let function = self.functions.get_mut(&app_spec.function).ok_or_else(missing)?;
        let mut alias = *function.alias(&app_spec.alias).ok_or_else(missing)?;
        if weight == Weight::ALL {
            alias.point_to(app_spec.target_version);
        } else {
            alias.weigh(app_spec.target_version, weight).map_err(|error| invalid(error.to_string()))?;
        }
        function.move_alias(&app_spec.alias, alias, revision_id).map_err(|error| invalid(error.to_string()))?;
        if let Some(record) = self.records.get_mut(&position) {
            record.deployment.shifted(weight);
        }
        self.happened(position, Happening::Shifted { version: app_spec.target_version, weight });
        Ok(())
    }

    /// The error that the service role meets when it does this, if it meets one.
    fn refused(&mut self, position: Position, action: RoleAction) -> Option<ErrorInformation> {
        let refusal = self.role_refusals.meet(action)?;
        Some(refusal.error(self.service_role(position)))
    }

    fn service_role(&self, position: Position) -> &str {
        let group = self.at(position).and_then(|record| {
            self.resources.application(&record.origin.application).ok()?.group(&record.origin.group).ok()
        });
        group.map_or("", |group| &group.service_role)
    }

    fn alias_of(&self, app_spec: &AppSpec) -> Option<Alias> {
        self.functions.get(&app_spec.function)?.alias(&app_spec.alias).copied()
    }

    /// What keeps a deployment from beginning: an AppSpec that cannot be read, or an alias that does not point to its current version
    /// (spec 3.3).
    fn mismatch(&self, Record { deployment, origin }: &Record) -> Option<ErrorInformation> {
        match deployment.app_spec() {
            Some(app_spec) => self.alias_mismatch(deployment, app_spec),
            None => {
                let error = origin.revision.app_spec().err()?;
                let message = format!("The AppSpec file is missing or invalid: {error}.");
                Some(ErrorInformation::new(ErrorCode::InvalidRevision, message))
            }
        }
    }

    /// A rollback comes from anywhere.
    fn alias_mismatch(&self, deployment: &Deployment, app_spec: &AppSpec) -> Option<ErrorInformation> {
        let function = self.functions.get(&app_spec.function);
        let alias = self.alias_of(app_spec);
        let is_rollback = deployment.creator() == Creator::CodeDeployRollback;
        let has_target = function.is_some_and(|function| function.version(app_spec.target_version).is_some());
        let (code, message) = match alias {
            _ if is_rollback => return None,
            None => (
                ErrorCode::InvalidLambdaConfiguration,
                format!("The alias {}:{} does not exist.", app_spec.function, app_spec.alias),
            ),
            Some(_) if !has_target => (
                self.rules.assumptions.missing_version_code,
                format!("The version {}:{} does not exist.", app_spec.function, app_spec.target_version),
            ),
            Some(alias) if alias.version() != app_spec.current_version => (
                ErrorCode::InvalidLambdaConfiguration,
                format!(
                    "The AppSpec file is missing or invalid: the alias {}:{} points to version {}, the AppSpec's current version is {}.",
                    app_spec.function,
                    app_spec.alias,
                    alias.version(),
                    app_spec.current_version
                ),
            ),
            Some(_) => return None,
        };
        Some(ErrorInformation::new(code, message))
    }

    /// A deployment that ended badly is rolled back by a new one in the same instant, if its configuration wants it; a rollback is
    /// not (spec 3.5).
    fn ended(&mut self, position: Position, status: DeploymentStatus) {
        let Some(Record { deployment, origin }) = self.at(position) else { return };
        let failed_id = deployment.id().clone();
        if deployment.creator() == Creator::CodeDeployRollback {
            return;
        }
        if !origin.rolls_back(status, deployment.error().map(|error| error.code)) {
            if status == DeploymentStatus::Stopped && !self.rules.assumptions.keeps_weights_after_stop {
                self.drop_weights(position);
            }
            return;
        }
        let Ok(config) = DeploymentConfigName::new(&self.rules.assumptions.rollback_config) else { return };
        let assumptions = &self.rules.assumptions;
        let spec = deployment.rollback_spec(assumptions).or_else(|| deployed_before(origin, assumptions));
        let Some(app_spec) = spec else { return };
        let previous = origin.previous_revision.clone().filter(|_| assumptions.rollback_has_previous_revision);
        let revision = previous.unwrap_or_else(|| Revision::new(app_spec.to_json().to_string()));
        let id = self.identities.deployment();
        let executions = [self.identities.hook_execution(), self.identities.hook_execution()];
        let Some(Record { deployment, origin }) = self.records.get_mut(&position) else { return };
        let rollback = Deployment::rollback_of(failed_id.clone(), app_spec, id.clone(), executions, self.now);
        deployment.rolled_back_by(id);
        let origin = Origin {
            config,
            revision,
            description: None,
            override_alarms: None,
            rollback_on_stop: None,
            ..origin.clone()
        };
        // It fails only for an application that is gone, which then has no revisions to be shown either.
        let _ = self.use_revision(&origin.application, &origin.group, &origin.revision);
        self.add(Record { deployment: rollback, origin }, Some(failed_id));
    }

    fn drop_weights(&mut self, position: Position) {
        let Some(app_spec) = self.at(position).and_then(|record| record.deployment.app_spec()).cloned() else { return };
        let alias = self.functions.get_mut(&app_spec.function).and_then(|function| function.alias_mut(&app_spec.alias));
        if let Some(alias) = alias {
            alias.point_to(alias.version());
        }
    }

    fn happened(&mut self, position: Position, happening: Happening) {
        let Some(deployment) = self.at(position).map(|record| &record.deployment) else { return };
        let app_spec = deployment.app_spec();
        let entry = TimelineEntry {
            time: self.now,
            deployment_id: deployment.id().clone(),
            function: app_spec.map(|app_spec| app_spec.function.clone()),
            alias: app_spec.map(|app_spec| app_spec.alias.clone()),
            happening,
        };
        self.timeline.push(entry);
    }
}

/// What rolls back a deployment that has no AppSpec: to what the group deployed before.
fn deployed_before(origin: &Origin, assumptions: &Assumptions) -> Option<AppSpec> {
    let app_spec = origin.previous_revision.as_ref()?.app_spec().ok()?;
    Some(app_spec.staying_at(app_spec.target_version, assumptions))
}
