//! The tenant: the organisation, its MDM authority and location, the state of its Intune account, its devices.

use serde_json::value::RawValue;

use super::{error::DecodeError, lenient::Object, page};
use crate::domain::tenant::{DeviceOverview, Organization};

/// Reads `organization`: a list of exactly one, or that one alone.
pub(super) fn organization(body: &RawValue) -> Result<Organization, DecodeError> {
    let object: Object = match page::list(body) {
        Ok(page) => {
            page.items.into_iter().next().unwrap_or_else(|| Err(DecodeError { problem: "the list is empty".to_owned() }))?
        }
        Err(_) => page::single(body)?,
    };
    let Some(id) = object.text("id") else {
        return Err(DecodeError { problem: "an organisation without `id`".to_owned() });
    };
    let domains = object.objects("verifiedDomains");
    let marked =
        |mark: &str| domains.iter().find(|domain| domain.flag(mark) == Some(true)).and_then(|domain| domain.text("name"));
    Ok(Organization {
        id,
        display_name: object.text("displayName").filter(|name| !name.trim().is_empty()),
        country: object.text("countryLetterCode").filter(|code| !code.is_empty()),
        default_domain: marked("isDefault").or_else(|| marked("isInitial")),
    })
}

/// Reads `mdmAuthority`: the enum value as it came, if there is one.
pub(super) fn mdm_authority(body: &RawValue) -> Result<Option<String>, DecodeError> {
    page::single(body).map(|object| object.text("mobileDeviceManagementAuthority"))
}

/// Reads `subscriptionState`: `{ "value": "active" }`, or the property of the whole object.
pub(super) fn subscription_state(body: &RawValue) -> Result<Option<String>, DecodeError> {
    page::single(body).map(|object| object.text("value").or_else(|| object.text("subscriptionState")))
}

/// Reads `managedDeviceOverview`.
pub(super) fn managed_device_overview(body: &RawValue) -> Result<DeviceOverview, DecodeError> {
    let object = page::single(body)?;
    let systems = object.object("deviceOperatingSystemSummary").unwrap_or_default();
    Ok(DeviceOverview {
        enrolled: object.number("enrolledDeviceCount"),
        by_platform: PLATFORM_COUNTS.map(|count| systems.number(count)),
    })
}

/// The properties of the platforms, in the order of [`PLATFORMS`](crate::domain::tenant::PLATFORMS).
const PLATFORM_COUNTS: [&str; 8] = [
    "windowsCount",
    "iosCount",
    "androidCount",
    "macOSCount",
    "linuxCount",
    "chromeOSCount",
    "windowsMobileCount",
    "unknownCount",
];

/// Reads `tenantLocation`: the endpoints of the Intune service principal name the region (`EU`) and the scale unit (`AMSUB0201`);
/// together they are what the portal shows (`Europe 0201`).
pub(super) fn tenant_location(body: &RawValue) -> Result<Option<String>, DecodeError> {
    let page = page::list(body)?;
    let named = |name: &str| {
        page.items.iter().flatten().find_map(|endpoint| {
            let is_it = ["providerName", "capability"]
                .iter()
                .any(|key| endpoint.text(key).is_some_and(|value| value.eq_ignore_ascii_case(name)));
            endpoint.text("uri").filter(|uri| is_it && !uri.is_empty())
        })
    };
    let scale_unit = named("ASUName").unwrap_or_default();
    let region = named("Region").or_else(|| region_of(&scale_unit).map(str::to_owned)).unwrap_or_default();
    let word = REGIONS.iter().find(|(code, ..)| region.eq_ignore_ascii_case(code)).map_or(region.as_str(), |(.., word)| word);
    let digits = scale_unit.trim_start_matches(|c: char| !c.is_ascii_digit());
    Ok(Some(format!("{word} {digits}").trim().to_owned()).filter(|location| !location.is_empty()))
}

/// The regions by code, the letter that stands for them in a scale unit, and their name.
const REGIONS: [(&str, char, &str); 4] =
    [("NA", 'A', "North America"), ("EU", 'B', "Europe"), ("AP", 'C', "Asia Pacific"), ("OC", 'D', "Oceania")];

fn region_of(scale_unit: &str) -> Option<&'static str> {
    let letter = scale_unit.strip_prefix("AMSU")?.chars().next()?;
    REGIONS.iter().find(|(_, of_region, _)| *of_region == letter).map(|(code, ..)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    #[test]
    fn an_organisation_is_a_list_of_one() {
        let body = r#"{"value": [{"id": "t1", "displayName": "Contoso", "countryLetterCode": "NL", "verifiedDomains": [
            {"name": "contoso.onmicrosoft.com", "isInitial": true, "isDefault": false}, {"name": "contoso.com", "isDefault": true}]}]}"#;
        let expected = Organization {
            id: "t1".to_owned(),
            display_name: Some("Contoso".to_owned()),
            country: Some("NL".to_owned()),
            default_domain: Some("contoso.com".to_owned()),
        };
        assert_eq!(organization(&raw(body)), Ok(expected));
    }

    #[test]
    fn an_organisation_may_tell_its_id_alone() {
        let sparse =
            organization(&raw(r#"{"value": [{"id": "t1", "displayName": null, "verifiedDomains": {"a": 1}}]}"#)).unwrap();
        assert_eq!(sparse, Organization { id: "t1".to_owned(), ..Organization::default() });
        assert_eq!(organization(&raw(r#"{"id": "t1", "displayName": " "}"#)).unwrap(), sparse);
        let initial = organization(&raw(r#"{"id": "t", "verifiedDomains": [5, {"name": "a.b", "isInitial": "True"}]}"#)).unwrap();
        assert_eq!(initial.default_domain.as_deref(), Some("a.b"));
    }

    #[test]
    fn err_without_an_organisation() {
        for body in ["null", "{}", r#"{"value": []}"#, r#"{"value": [null]}"#, r#"{"value": [{"displayName": "x"}]}"#] {
            assert!(organization(&raw(body)).is_err(), "{body}");
        }
    }

    #[test]
    fn single_values_are_kept_as_they_came() {
        assert_eq!(mdm_authority(&raw(r#"{"mobileDeviceManagementAuthority": "intune"}"#)), Ok(Some("intune".to_owned())));
        assert_eq!(mdm_authority(&raw(r#"{"value": {"mobileDeviceManagementAuthority": "new"}}"#)), Ok(Some("new".to_owned())));
        assert_eq!(mdm_authority(&raw(r#"{"mobileDeviceManagementAuthority": null}"#)), Ok(None));
        assert_eq!(subscription_state(&raw(r#"{"value": "active"}"#)), Ok(Some("active".to_owned())));
        assert_eq!(subscription_state(&raw(r#"{"subscriptionState": "lockedOut"}"#)), Ok(Some("lockedOut".to_owned())));
        assert_eq!(subscription_state(&raw(r#"{"value": {"subscriptionState": "Active"}}"#)), Ok(Some("Active".to_owned())));
        assert!(subscription_state(&raw("[]")).is_err());
    }

    #[test]
    fn devices_are_counted_by_platform_where_the_answer_tells() {
        let body = r#"{"enrolledDeviceCount": "1204", "deviceOperatingSystemSummary": {"windowsCount": 812, "iosCount": 240.0,
            "androidCount": null, "macOSCount": 32}}"#;
        let overview = managed_device_overview(&raw(body)).unwrap();
        assert_eq!(overview.enrolled, Some(1204));
        assert_eq!(overview.by_platform, [Some(812), Some(240), None, Some(32), None, None, None, None]);
        assert_eq!(managed_device_overview(&raw("{}")), Ok(DeviceOverview::default()));
    }

    #[track_caller]
    fn check_location(endpoints: &str, expected: Option<&str>) {
        let body = format!(r#"{{"value": [{endpoints}]}}"#);
        assert_eq!(tenant_location(&raw(&body)).unwrap().as_deref(), expected, "{endpoints}");
    }

    #[test]
    fn a_location_is_the_region_and_the_number_of_the_scale_unit() {
        let asu = r#"{"providerName": "ASUName", "uri": "AMSUB0201"}"#;
        check_location(&format!(r#"{{"capability": "Region", "uri": "EU"}}, {asu}"#), Some("Europe 0201"));
        check_location(asu, Some("Europe 0201"));
        check_location(r#"{"capability": "asuname", "uri": "AMSUA0402"}, null"#, Some("North America 0402"));
        check_location(r#"{"capability": "Region", "uri": "OC"}"#, Some("Oceania"));
        check_location(
            r#"{"capability": "Region", "uri": "XX"}, {"capability": "ASUName", "uri": "AMSUX0101"}"#,
            Some("XX 0101"),
        );
        check_location(r#"{"capability": "MSUName", "uri": "x"}"#, None);
        check_location("", None);
    }
}
