//! A refusal as guidance: what is missing, who can give it, where, and a request to copy.

use leptos::prelude::*;

use super::{
    copy::copy_texts,
    data::{TenantData, use_tenant_data},
    error_text::section_name,
    sign_in::problem_words,
    words::emphasis,
};
use crate::{
    auth::session::Prompt,
    domain::order,
    graph::{
        catalogue::{Entry, Resource, TABLE},
        section::{SectionId, SectionState},
        source::plan::Group,
    },
    i18n::{I18n, Text, use_i18n},
    ui::{Button, CopyButton, ExternalLink, Look},
};

/// Which rights open a section.
struct Rights {
    /// The delegated permissions of Microsoft Graph.
    permission: &'static str,
    /// The smallest role.
    role: Text,
    /// Other roles that open it.
    others: &'static [Text],
    /// Who gives the role.
    granter: Text,
    /// Whether it is a role of Intune; of Microsoft Entra otherwise.
    is_intune_role: bool,
}

/// The rights of a section.
fn rights(section: SectionId) -> Rights {
    match section {
        SectionId::ServiceHealth | SectionId::EnvironmentIssues => Rights {
            permission: "ServiceHealth.Read.All",
            role: Text::RoleServiceSupportAdministrator,
            others: &[
                Text::RoleGlobalReader,
                Text::RoleSecurityReader,
                Text::RoleHelpdeskAdministrator,
                Text::RoleCloudDeviceAdministrator,
                Text::RoleGlobalAdministrator,
            ],
            granter: Text::RolePrivilegedRoleAdministrator,
            is_intune_role: false,
        },
        SectionId::News => Rights {
            permission: "ServiceMessage.Read.All",
            role: Text::RoleMessageCenterReader,
            others: &[Text::RoleGlobalReader, Text::RoleMessageCenterPrivacyReader, Text::RoleGlobalAdministrator],
            granter: Text::RolePrivilegedRoleAdministrator,
            is_intune_role: false,
        },
        SectionId::Tenant | SectionId::Licenses | SectionId::Connectors => Rights {
            permission: if section == SectionId::Connectors {
                "DeviceManagementServiceConfig.Read.All"
            } else {
                "Organization.Read.All"
            },
            role: Text::RoleReadOnlyOperator,
            others: &[Text::RoleGlobalReader, Text::RoleSecurityReader, Text::RoleIntuneAdministrator],
            granter: Text::RoleIntuneAdministrator,
            is_intune_role: true,
        },
    }
}

/// Which right is missing. The permissions that were granted tell; a recorded answer does not, and some providers do not either.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Missing {
    /// The app was not given these permissions.
    Permissions(Vec<&'static str>),
    /// The app has the permission, so it is the reader's role.
    Role,
    /// Nobody tells.
    Either(&'static str),
}

fn missing(data: TenantData, section: SectionId, resource: Option<Resource>) -> Missing {
    let is_asked_for = |entry: &&Entry| match resource {
        Some(resource) => entry.resource == resource,
        None => section_of(entry.section) == section_of(section) && entry.resource != Resource::TenantLocation,
    };
    let mut needed: Vec<&'static str> = TABLE.iter().filter(is_asked_for).map(|entry| entry.permission).collect();
    order::sort_by(&mut needed, Ord::cmp);
    needed.dedup();
    let granted = |permission: &&'static str| data.granted(permission).filter(|_| data.is_live());
    let not_granted: Vec<_> = needed.iter().copied().filter(|permission| granted(permission) == Some(false)).collect();
    if !not_granted.is_empty() {
        Missing::Permissions(not_granted)
    } else if needed.iter().all(|permission| granted(permission) == Some(true)) {
        Missing::Role
    } else {
        Missing::Either(resource.map_or(rights(section).permission, |resource| resource.entry().permission))
    }
}

/// Issues in the environment come with the answer of service health.
fn section_of(section: SectionId) -> SectionId {
    if section == SectionId::EnvironmentIssues { SectionId::ServiceHealth } else { section }
}

/// Whether a section is refused only because its permissions were never granted: it has not been asked for.
pub fn is_not_asked(data: TenantData, section: SectionId) -> bool {
    let is_refused = data.sections().get().state(section) == SectionState::Refused;
    is_refused && matches!(missing(data, section, None), Missing::Permissions(_))
}

/// What is missing and how to get it.
#[component]
pub fn Refusal(
    /// What was refused.
    section: SectionId,
    /// The resource that was refused, where it is a single one.
    resource: Option<Resource>,
) -> impl IntoView {
    let data = use_tenant_data();
    move || match missing(data, section, resource) {
        Missing::Permissions(permissions) => permission_missing(data, section, resource, permissions),
        missing => role_missing(data, section, resource, &missing),
    }
}

/// The app was not given a permission: the reader grants it, or an administrator approves it for everybody.
fn permission_missing(
    data: TenantData,
    section: SectionId,
    resource: Option<Resource>,
    permissions: Vec<&'static str>,
) -> AnyView {
    let i18n = use_i18n();
    let names = i18n.list(&permissions.iter().map(|permission| (*permission).to_owned()).collect::<Vec<_>>());
    let sentence = match permissions.iter().find_map(|permission| data.obstacle(permission)) {
        Some(problem) => problem_words(i18n, &problem),
        None => i18n.format(Text::RefusedPermission, &[("scope", &names)]),
    };
    // Whoever grants one of a tab's permissions is asked for the others with it, not again for each section.
    let asked = data.graph(|endpoint| Group::of_section(section).permissions(endpoint)).unwrap_or_default();
    let approve_link = data.admin_consent(&asked);
    let approve = approve_link.clone().map(|href| {
        view! { <ExternalLink href text=i18n.text(Text::ActionApprove) new_tab_hint=i18n.text(Text::AppNewTab)/> }
    });
    view! {
        <div class="refusal" data-missing="permission">
            <p>{emphasis(&sentence)}</p>
            <div class="refusal__actions">
                <Button
                    look=Look::Primary
                    on_click=move |()| data.sign_in(asked.clone(), Prompt::Default)
                    text=i18n.text(Text::ActionGrant)
                />
                {approve}
                <CopyButton
                    text=move || {
                        let request = request(i18n, data, section, resource, Text::RefusedRequestPermission, ("scope", &names));
                        // Whoever gets it needs nothing but the link to approve.
                        [Some(request), approve_link.clone()].into_iter().flatten().collect::<Vec<_>>().join("\n")
                    }
                    texts=copy_texts(i18n, Text::ActionCopyRequest)
                />
            </div>
        </div>
    }
    .into_any()
}

/// A role is missing, or nobody tells whether it is the role or the permission.
fn role_missing(data: TenantData, section: SectionId, resource: Option<Resource>, missing: &Missing) -> AnyView {
    let i18n = use_i18n();
    let rights = rights(section);
    let role = i18n.text(rights.role);
    let others: Vec<String> = rights.others.iter().map(|role| i18n.text(*role)).collect();
    let where_to = if rights.is_intune_role { Text::RefusedWhereIntune } else { Text::RefusedWhere };
    let link = if rights.is_intune_role { data.cloud_now().tenant_status() } else { data.cloud_now().users_link() };
    let (cause, sentence) = if let Missing::Either(permission) = missing {
        ("either", i18n.format(Text::RefusedEither, &[("scope", permission), ("role", &role)]))
    } else {
        ("role", i18n.format(Text::RefusedRole, &[("section", &section_name(i18n, section)), ("role", &role)]))
    };
    let one_role = i18n.format(Text::RefusedOneRole, &[("role", &i18n.text(Text::RoleGlobalReader))]);
    view! {
        <div class="refusal" data-missing=cause>
            <p>{emphasis(&sentence)}</p>
            <p>
                {i18n.format(Text::RefusedAsk, &[("granter", &i18n.text(rights.granter))])} " " {i18n.text(where_to)}
            </p>
            <p>
                {i18n.format(Text::RefusedOthers, &[("roles", &i18n.list(&others))])} " "
                {(!rights.is_intune_role).then(|| i18n.text(Text::RefusedNotIntune))}
                {(section == SectionId::Connectors).then(|| i18n.text(Text::RefusedScopeTags))}
            </p>
            <p>{one_role}</p>
            <p>{i18n.text(Text::RefusedActivated)}</p>
            <div class="refusal__actions">
                <CopyButton
                    text=move || role_request(i18n, data, section, resource)
                    texts=copy_texts(i18n, Text::ActionCopyRequest)
                />
                <ExternalLink href=link text=i18n.text(Text::ActionOpenAdmin) new_tab_hint=i18n.text(Text::AppNewTab)/>
            </div>
        </div>
    }
    .into_any()
}

/// The request to send to whoever can give the role.
fn role_request(i18n: I18n, data: TenantData, section: SectionId, resource: Option<Resource>) -> String {
    let rights = rights(section);
    let text = if rights.is_intune_role { Text::RefusedRequestIntuneRole } else { Text::RefusedRequestRole };
    request(i18n, data, section, resource, text, ("role", &i18n.text(rights.role)))
}

fn request(
    i18n: I18n,
    data: TenantData,
    section: SectionId,
    resource: Option<Resource>,
    text: Text,
    wanted: (&str, &str),
) -> String {
    let unknown = i18n.text(Text::RefusedUnknown);
    let (tenant, tenant_id) = data.tenant_name_and_id();
    let request_ids = data.request_ids(section, resource);
    let account = untrack(|| data.account_name()).unwrap_or_else(|| i18n.text(Text::RefusedYourAccount));
    i18n.format(
        text,
        &[
            ("account", &account),
            wanted,
            ("tenant", &tenant.unwrap_or_else(|| unknown.clone())),
            ("tenantId", &tenant_id.unwrap_or_else(|| unknown.clone())),
            ("section", &section_name(i18n, section)),
            ("requestId", if request_ids.is_empty() { &unknown } else { &request_ids }),
        ],
    )
}
