// The published type of every reply body the page reads, by resource id. What differs on the wire:
// a list comes as `{ value: […] }`, a single object flat, a single property as `{ value: … }`.
import type * as v1 from '@microsoft/microsoft-graph-types'
import type * as beta from '@microsoft/microsoft-graph-types-beta'

type list<T> = { value: T[] }
type property<T> = { value?: T }

export interface Shapes {
  organization: list<v1.Organization>
  mdmAuthority: v1.Organization
  tenantLocation: list<v1.Endpoint>
  subscribedSkus: list<v1.SubscribedSku>
  companySubscriptions: list<v1.CompanySubscription>
  subscriptionState: property<NonNullable<v1.DeviceManagement['subscriptionState']>>
  managedDeviceOverview: v1.ManagedDeviceOverview
  applePushNotificationCertificate: v1.ApplePushNotificationCertificate
  vppTokens: list<v1.VppToken>
  depOnboardingSettings: list<beta.DepOnboardingSetting>
  windowsAutopilotSettings: beta.WindowsAutopilotSettings
  deviceAppManagement: v1.DeviceAppManagement
  deviceManagementPartners: list<v1.DeviceManagementPartner>
  ndesConnectors: list<beta.NdesConnector>
  exchangeConnectors: list<v1.DeviceManagementExchangeConnector>
  androidManagedStoreAccountEnterpriseSettings: beta.AndroidManagedStoreAccountEnterpriseSettings
  mobileThreatDefenseConnectors: list<v1.MobileThreatDefenseConnector>
  chromeOSOnboardingSettings: list<beta.ChromeOSOnboardingSettings>
  connectorStatus: list<beta.ConnectorStatusDetails>
  domainJoinConnectors: list<beta.DeviceManagementDomainJoinConnector>
  remoteAssistancePartners: list<v1.RemoteAssistancePartner>
  complianceManagementPartners: list<v1.ComplianceManagementPartner>
  healthOverviews: list<v1.ServiceHealth>
  issues: list<v1.ServiceHealthIssue>
  messages: list<v1.ServiceUpdateMessage>
  /** Any reply with a status of 400 or above. */
  error: v1.PublicErrorResponse
}
