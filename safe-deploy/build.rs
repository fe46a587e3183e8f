//! How the program is linked: `expand` and `check` take less time than a usual start of a binary with the AWS SDK in it.
//!
//! A quarter of such a start is the dynamic linker's: it moves 20,000 pointers to where the program was loaded, each page of
//! them copied, and loads `libgcc_s` for the unwinder alone. So on Linux with glibc the program is linked to a fixed place,
//! with the unwinder in it (docs/performance.md has the figures). Stack, heap and libraries are placed at random as before.
//! A linker that was chosen by hand, as for another system, may know neither and is left alone.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=RUSTC_LINKER");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|set| set == value);
    let is_static = env::var("CARGO_CFG_TARGET_FEATURE").is_ok_and(|all| all.split(',').any(|one| one == "crt-static"));
    let links_glibc = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") && !is_static;
    let for_this_system = env::var_os("HOST") == env::var_os("TARGET") && env::var_os("RUSTC_LINKER").is_none();
    if links_glibc && for_this_system && is("PROFILE", "release") {
        println!("cargo::rustc-link-arg-bin=safe-deploy=-no-pie");
        println!("cargo::rustc-link-lib=static=gcc_eh");
    }
}
