//! The application: its routes, and what all pages share.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::contexts::announcer::provide_announcer;
use crate::contexts::me::provide_me;
use crate::pages::admin::audit::AuditLogPage;
use crate::pages::admin::connectors::ConnectorsPage;
use crate::pages::admin::connectors::kept::WhatWeKeepPage;
use crate::pages::admin::errors::ErrorsPage;
use crate::pages::admin::organisation::OrganisationPage;
use crate::pages::admin::people::PeoplePage;
use crate::pages::admin::people::person::PersonPage;
use crate::pages::admin::permissions::{
    OncePage, PastedPage, PermissionsPage, PermissionsPrintPage,
};
use crate::pages::admin::privacy::PrivacyAdminPage;
use crate::pages::admin::privacy::leave::LeavePage;
use crate::pages::admin::room::{EditRoomPage, NewRoomPage};
use crate::pages::admin::setup::SetupPage;
use crate::pages::admin::todo::TodoPage;
use crate::pages::culture::CulturePage;
use crate::pages::culture::measure::MeasurePage;
use crate::pages::documents::{DocumentsPage, PublicDocumentsPage};
use crate::pages::landing::LandingPage;
use crate::pages::me::MePage;
use crate::pages::not_found::NotFound;
use crate::pages::register::RegisterPage;
use crate::pages::register::invitation::InvitationPage;
use crate::pages::signin_problem::SigninProblemPage;
use crate::pages::staff::board::BoardPage;
use crate::pages::staff::rooms::RoomsPage;
use crate::pages::tenant::TenantsPage;
use crate::pages::trust_page::TrustPage;
use crate::pages::trust_page::judge::JudgePage;
use crate::pages::visitor::entrance::EntrancePage;
use crate::pages::visitor::ticket::TicketPage;
use crate::pages::visitor::tickets::TicketsPage;
use crate::texts::provide_texts;
use crate::ui::toast::StatusRegion;

/// The application, as the server draws it. The browser knows none of it but the islands (`pages`).
///
/// Every page is drawn with its data before the answer starts (`SsrMode::Async`): it works without script, and the
/// answer can still carry 403 or 404.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_texts();
    provide_announcer();
    view! {
        <Router>
            {provide_me()}
            <FlatRoutes fallback=NotFound>
                <Route path=path!("/") view=LandingPage ssr=SsrMode::Async/>
                <Route path=path!("/trust") view=TrustPage ssr=SsrMode::Async/>
                <Route path=path!("/trust/judge") view=JudgePage ssr=SsrMode::Async/>
                <Route path=path!("/signin/problem") view=SigninProblemPage ssr=SsrMode::Async/>
                <Route path=path!("/ticket") view=TicketsPage ssr=SsrMode::Async/>
                <Route path=path!("/rooms") view=RoomsPage ssr=SsrMode::Async/>
                <Route path=path!("/rooms/:room") view=BoardPage ssr=SsrMode::Async/>
                <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async/>
                <Route path=path!("/invitation") view=InvitationPage ssr=SsrMode::Async/>
                <Route path=path!("/trust/setup") view=PublicDocumentsPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/setup") view=SetupPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/setup/documents") view=DocumentsPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/setup/todo") view=TodoPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/people") view=PeoplePage ssr=SsrMode::Async/>
                <Route path=path!("/admin/people/:oid") view=PersonPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/privacy") view=PrivacyAdminPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/privacy/leave") view=LeavePage ssr=SsrMode::Async/>
                <Route path=path!("/admin/permissions") view=PermissionsPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/permissions/print") view=PermissionsPrintPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/permissions/pasted") view=PastedPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/permissions/once") view=OncePage ssr=SsrMode::Async/>
                <Route path=path!("/admin/permissions/errors") view=ErrorsPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/audit") view=AuditLogPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/connectors") view=ConnectorsPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/connectors/organisation") view=OrganisationPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/connectors/kept") view=WhatWeKeepPage ssr=SsrMode::Async/>
                <Route path=path!("/culture") view=CulturePage ssr=SsrMode::Async/>
                <Route path=path!("/culture/:topic") view=CulturePage ssr=SsrMode::Async/>
                <Route path=path!("/culture/measure/:metric") view=MeasurePage ssr=SsrMode::Async/>
                <Route path=path!("/me") view=MePage ssr=SsrMode::Async/>
                <Route path=path!("/admin/rooms") view=RoomsPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/rooms/new") view=NewRoomPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/rooms/:room") view=EditRoomPage ssr=SsrMode::Async/>
                <Route path=path!("/w/:tenant") view=TenantsPage ssr=SsrMode::Async/>
                <Route path=path!("/w/:tenant/:room") view=EntrancePage ssr=SsrMode::Async/>
                <Route path=path!("/w/:tenant/:room/ticket") view=TicketPage ssr=SsrMode::Async/>
            </FlatRoutes>
            <StatusRegion/>
        </Router>
    }
}
