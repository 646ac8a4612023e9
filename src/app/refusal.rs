//! A refusal as guidance: what is missing, who can give it, where, and a request to copy.

use leptos::prelude::*;

use super::{
    copy::copy_texts,
    data::{TenantData, use_tenant_data},
    error_text::section_name,
    words::emphasis,
};
use crate::{
    graph::{catalogue::Resource, section::SectionId},
    i18n::{I18n, Text, use_i18n},
    ui::{CopyButton, ExternalLink},
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

/// What is missing and how to get it. A recorded answer does not tell whether the permission or the role is missing, so both are said.
#[component]
pub fn Refusal(
    /// What was refused.
    section: SectionId,
    /// The resource that was refused, where it is a single one.
    resource: Option<Resource>,
) -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let rights = rights(section);
    let permission = resource.map_or(rights.permission, |resource| resource.entry().permission);
    let role = i18n.text(rights.role);
    let others: Vec<String> = rights.others.iter().map(|role| i18n.text(*role)).collect();
    let where_to = if rights.is_intune_role { Text::RefusedWhereIntune } else { Text::RefusedWhere };
    let link = if rights.is_intune_role { data.cloud_now().tenant_status() } else { data.cloud_now().users_link() };
    let either = i18n.format(Text::RefusedEither, &[("scope", permission), ("role", &role)]);
    view! {
        <div class="refusal">
            <p>{emphasis(&either)}</p>
            <p>
                {i18n.format(Text::RefusedAsk, &[("granter", &i18n.text(rights.granter))])} " " {i18n.text(where_to)}
            </p>
            <p>
                {i18n.format(Text::RefusedOthers, &[("roles", &i18n.list(&others))])} " "
                {(!rights.is_intune_role).then(|| i18n.text(Text::RefusedNotIntune))}
                {(section == SectionId::Connectors).then(|| i18n.text(Text::RefusedScopeTags))}
            </p>
            <p>{i18n.text(Text::RefusedActivated)}</p>
            <div class="refusal__actions">
                <CopyButton
                    text=move || request(i18n, data, section, resource)
                    texts=copy_texts(i18n, Text::ActionCopyRequest)
                />
                <ExternalLink href=link text=i18n.text(Text::ActionOpenAdmin) new_tab_hint=i18n.text(Text::AppNewTab)/>
            </div>
        </div>
    }
    .into_any()
}

/// The request to send to whoever can give the role.
fn request(i18n: I18n, data: TenantData, section: SectionId, resource: Option<Resource>) -> String {
    let rights = rights(section);
    let unknown = i18n.text(Text::RefusedUnknown);
    let (tenant, tenant_id) = data.tenant_name_and_id();
    let text = if rights.is_intune_role { Text::RefusedRequestIntuneRole } else { Text::RefusedRequestRole };
    let request_ids = data.request_ids(section, resource);
    i18n.format(
        text,
        &[
            ("account", &i18n.text(Text::RefusedYourAccount)),
            ("role", &i18n.text(rights.role)),
            ("tenant", &tenant.unwrap_or_else(|| unknown.clone())),
            ("tenantId", &tenant_id.unwrap_or_else(|| unknown.clone())),
            ("section", &section_name(i18n, section)),
            ("requestId", if request_ids.is_empty() { &unknown } else { &request_ids }),
        ],
    )
}
