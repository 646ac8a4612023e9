//! Every Graph resource that the page reads: id, version, path, query and permission in one table.

/// A resource of Microsoft Graph. The order is that of the table and of the requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are named after their ids in the table below")]
pub enum Resource {
    Organization,
    MdmAuthority,
    SubscribedSkus,
    CompanySubscriptions,
    SubscriptionState,
    ManagedDeviceOverview,
    TenantLocation,
    ApplePushNotificationCertificate,
    VppTokens,
    DepOnboardingSettings,
    WindowsAutopilotSettings,
    DeviceAppManagement,
    DeviceManagementPartners,
    NdesConnectors,
    ExchangeConnectors,
    AndroidManagedStoreAccountEnterpriseSettings,
    MobileThreatDefenseConnectors,
    ChromeOsOnboardingSettings,
    ConnectorStatus,
    DomainJoinConnectors,
    RemoteAssistancePartners,
    ComplianceManagementPartners,
    HealthOverviews,
    Issues,
    Messages,
}
