//! A whole deployment by each predefined configuration: when the alias has which weights, on the deployment's clock.

use mock_codedeploy::{
    Alias, AliasName, Code, Configuration, Function, FunctionName, Happening, NewDeployment, Strategy, Version,
    VirtualTime, World,
};
use proptest::prelude::*;

/// The shifts of one deployment, as minutes since its start and the weight of the new version; and how long it took in all.
fn shifts(strategy: Strategy) -> (Vec<(u64, f64)>, u64) {
    let mut world = World::new(VirtualTime::START, 1);
    let name = FunctionName::new("orders").unwrap();
    let live = AliasName::new("live").unwrap();
    let mut orders = Function::new(name.clone(), Configuration::default(), Code::Model);
    orders.publish(Configuration::default(), Code::Model);
    orders.set_alias(live.clone(), Alias::to(Version::FIRST));
    world.put_function(orders);
    let new = NewDeployment {
        function: name.clone(),
        alias: live.clone(),
        current_version: Version::FIRST,
        target_version: Version::FIRST.next(),
        strategy,
        before_allow_traffic: None,
        after_allow_traffic: None,
    };
    world.create_deployment(&new).unwrap();
    world.run_due();
    while let Some(due) = world.next_due() {
        world.jump(due);
        world.run_due();
    }
    assert_eq!(*world.function(&name).unwrap().alias(&live).unwrap(), Alias::to(Version::FIRST.next()));
    let minutes = |time: VirtualTime| (time - VirtualTime::START).as_secs() / 60;
    let shifts = world.timeline().iter().filter_map(|entry| match entry.happening {
        Happening::Shifted { weight, .. } => Some((minutes(entry.time), weight.get())),
        _ => None,
    });
    (shifts.collect(), minutes(world.now()))
}

#[test]
fn the_nine_predefined_configurations_take_their_time() {
    let linear = |every: u64| (1..=10_u8).map(|step| (u64::from(step - 1) * every, f64::from(step) / 10.0)).collect();
    let canary = |after| vec![(0, 0.1), (after, 1.0)];
    let expected: [(&str, Vec<(u64, f64)>); 9] = [
        ("AllAtOnce", vec![(0, 1.0)]),
        ("Canary10Percent5Minutes", canary(5)),
        ("Canary10Percent10Minutes", canary(10)),
        ("Canary10Percent15Minutes", canary(15)),
        ("Canary10Percent30Minutes", canary(30)),
        ("Linear10PercentEvery1Minute", linear(1)),
        ("Linear10PercentEvery2Minutes", linear(2)),
        ("Linear10PercentEvery3Minutes", linear(3)),
        ("Linear10PercentEvery10Minutes", linear(10)),
    ];
    for (name, shifts) in expected {
        let last = shifts.last().map_or(0, |(minutes, _)| *minutes);
        assert_eq!(self::shifts(Strategy::predefined(name).unwrap()), (shifts, last), "{name}");
    }
}

proptest! {
    /// Whatever a legal custom configuration says: from its first part to all, never back, never outside.
    #[test]
    fn the_weights_of_a_custom_configuration_only_rise(percentage in 1_u8..=99, interval in 1_u64..=2_880, linear: bool) {
        let strategy =
            if linear { Strategy::linear(percentage, interval) } else { Strategy::canary(percentage, interval) };
        let Ok(strategy) = strategy else { return Ok(()) };
        let (shifts, total) = shifts(strategy);
        prop_assert_eq!(shifts[0], (0, f64::from(percentage) / 100.0));
        prop_assert_eq!(*shifts.last().unwrap(), (total, 1.0));
        prop_assert!(total <= 2_880);
        for pair in shifts.windows(2) {
            prop_assert!(pair[0].1 < pair[1].1 && pair[1].1 <= 1.0);
            prop_assert_eq!(pair[1].0 - pair[0].0, interval);
        }
    }
}
