//! What the compiler says of validators that are none: on the author's own tokens, with the mend.

#[test]
fn mistakes_are_explained_on_the_authors_own_tokens() {
    trybuild::TestCases::new().compile_fail("tests/fail/*.rs");
}
