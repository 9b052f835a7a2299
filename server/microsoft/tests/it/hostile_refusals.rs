//! Refusals as nobody should write them: of Entra's fields only numbers, known words and GUIDs are kept.

use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use microsoft::{OAuthError, Refusal, TokenProblem};
use microsoft365::contoso;
use model::trouble::Trouble;
use serde_json::{Value, json};

use crate::script::serve;
use crate::support::{World, data_client, tenant_id};

const MARK: &str = "<script>alert(1)</script>";

async fn refused(body: Value) -> TokenProblem {
    let answer = move || async move { (StatusCode::BAD_REQUEST, Json(body)) };
    let base = serve(Router::new().fallback(post(answer))).await;
    let world = World::with(move |settings, _| settings.authority = base).await;
    world
        .microsoft
        .app_token(tenant_id(contoso::TENANT), data_client(), world.now())
        .await
        .unwrap_err()
}

fn refusal(problem: TokenProblem) -> Refusal {
    match problem {
        TokenProblem::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_description_with_markup_and_ids_without_end_leave_nothing_behind() {
    let told = refused(json!({
        "error": "unauthorized_client",
        "error_description": format!("AADSTS700016: {MARK} Correlation ID: {MARK}"),
        "error_codes": [700_016],
        "trace_id": "1".repeat(20_000),
        "correlation_id": format!("{MARK}0192d3a0-0000-7000-8000-000000000001"),
    }))
    .await;
    assert!(!format!("{told:?} {told}").contains("script"));
    let told = refusal(told);
    assert_eq!(told.trouble(), Trouble::AppUnknown);
    assert_eq!((told.trace_id, told.correlation_id), (None, None));
}

#[tokio::test]
async fn fields_of_a_wrong_type_count_as_absent() {
    for (codes, number) in [
        (json!("700016"), Some(65_001)),
        (json!([-1]), Some(65_001)),
        (json!([99_999_999_999_u64]), Some(65_001)),
        (json!({ "a": 1 }), Some(65_001)),
        (json!(null), Some(65_001)),
        (json!([]), Some(65_001)),
    ] {
        let told = refused(json!({
            "error": "invalid_grant",
            "error_description": "AADSTS65001: text",
            "error_codes": codes,
            "trace_id": 7,
            "correlation_id": ["x"],
            "claims": { "x": MARK },
        }))
        .await;
        let told = refusal(told);
        assert_eq!(
            (told.error, told.number),
            (OAuthError::InvalidGrant, number)
        );
        assert_eq!((told.correlation_id, told.claims), (None, None));
    }
}

#[tokio::test]
async fn an_unknown_number_falls_back_to_its_class() {
    for (error, trouble) in [
        ("invalid_client", Trouble::CredentialRefused),
        ("unauthorized_client", Trouble::AppUnknown),
        ("invalid_resource", Trouble::ApiMissing),
        ("consent_required", Trouble::ConsentMissing),
        ("temporarily_unavailable", Trouble::DirectoryBusy),
        (MARK, Trouble::StartAgain),
    ] {
        let told = refused(json!({ "error": error, "error_codes": [123_456] })).await;
        assert_eq!(told.trouble(), trouble, "{error}");
        assert!(!format!("{told:?} {told}").contains("script"));
    }
}

#[test]
fn ids_of_a_description_that_came_through_the_browser_are_guids_or_nothing() {
    let of = |text: &str| Refusal::from_browser("access_denied", Some(text)).correlation_id;
    let id = "0192d3a0-0000-7000-8000-000000000001";
    let good =
        format!("AADSTS65004: User declined. Trace ID: x Correlation ID: {id} Timestamp: now");
    assert_eq!(of(&good), id.parse().ok());
    for bad in [
        format!("Correlation ID: {MARK}"),
        "Correlation ID: ".to_owned(),
        format!("Correlation ID: {}", "9".repeat(5_000)),
        format!("Correlation ID: {}ü", &id[..35]),
        format!("correlation id: {id}"),
    ] {
        assert_eq!(of(&bad), None, "{bad}");
    }
}
