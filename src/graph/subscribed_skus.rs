//! Licences (`subscribedSkus`) and when they renew (`directory/subscriptions`).

use serde_json::value::RawValue;

use super::{
    error::DecodeError,
    lenient::Object,
    page::{self, List},
};
use crate::domain::license::{Renewal, SubscribedSku};

/// Reads `subscribedSkus`. An item without part number and product id is unreadable; a missing count is zero.
pub(super) fn subscribed_skus(body: &RawValue) -> Result<List<SubscribedSku>, DecodeError> {
    page::readable(body, |sku: &SubscribedSku| &sku.sku_id, subscribed_sku)
}

/// Reads `companySubscriptions`.
pub(super) fn company_subscriptions(body: &RawValue) -> Result<List<Renewal>, DecodeError> {
    // One product can be bought several times: the ids of the subscriptions differ, those of the product do not.
    page::readable(body, |renewal: &Renewal| &renewal.id, renewal)
}

fn subscribed_sku(item: &Object) -> Result<SubscribedSku, DecodeError> {
    let sku_id = item.text("skuId").unwrap_or_default();
    let part_number = item.text("skuPartNumber").unwrap_or_default();
    if sku_id.is_empty() && part_number.is_empty() {
        return Err(DecodeError { problem: "a licence without `skuId` and `skuPartNumber`".to_owned() });
    }
    let units = item.object("prepaidUnits").unwrap_or_default();
    let count = |of: &Object, key: &str| of.number(key).unwrap_or_default().max(0);
    Ok(SubscribedSku {
        sku_id,
        part_number,
        capability_status: item.text("capabilityStatus").unwrap_or_default(),
        consumed: count(item, "consumedUnits"),
        enabled: count(&units, "enabled"),
        warning: count(&units, "warning"),
        suspended: count(&units, "suspended"),
        plans: item
            .objects("servicePlans")
            .iter()
            .filter_map(|plan| plan.text("servicePlanId"))
            .map(|id| id.to_ascii_lowercase())
            .collect(),
    })
}

fn renewal(item: &Object) -> Result<Renewal, DecodeError> {
    let Some(sku_id) = item.text("skuId") else {
        return Err(DecodeError { problem: "a subscription without `skuId`".to_owned() });
    };
    let id = item.text("id").unwrap_or_default();
    Ok(Renewal { id, sku_id, status: item.text("status").unwrap_or_default(), next: item.when("nextLifecycleDateTime") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::when::When;

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    #[test]
    fn a_licence_tells_its_counts_and_plans() {
        let body = r#"{"value": [{"skuId": "s1", "skuPartNumber": "SPE_E5", "capabilityStatus": "Enabled", "consumedUnits": 14,
            "prepaidUnits": {"enabled": 25, "suspended": 1, "warning": 2, "lockedOut": 3}, "subscriptionIds": ["a"],
            "servicePlans": [{"servicePlanId": "C1EC4A95-1F05-45B3-A911-AA3FA01094F5"}, null, {"servicePlanId": "x"}]}]}"#;
        let list = subscribed_skus(&raw(body)).unwrap();
        let expected = SubscribedSku {
            sku_id: "s1".to_owned(),
            part_number: "SPE_E5".to_owned(),
            capability_status: "Enabled".to_owned(),
            consumed: 14,
            enabled: 25,
            warning: 2,
            suspended: 1,
            plans: vec!["c1ec4a95-1f05-45b3-a911-aa3fa01094f5".to_owned(), "x".to_owned()],
        };
        assert_eq!(list, List { items: vec![expected], unreadable: 0, is_incomplete: false });
    }

    #[test]
    fn odd_licences_cost_their_fields_or_themselves() {
        let body = r#"{"value": [{"skuId": "s1", "consumedUnits": "14", "prepaidUnits": [1], "servicePlans": null}, {}, 5,
            {"skuId": "s1", "consumedUnits": -3}], "@odata.nextLink": "more"}"#;
        let list = subscribed_skus(&raw(body)).unwrap();
        assert_eq!(list.items.len(), 1, "of two with the same id the last wins");
        assert_eq!((list.items[0].consumed, list.unreadable, list.is_incomplete), (0, 2, true));
    }

    #[test]
    fn every_subscription_of_a_product_is_kept() {
        let body = r#"{"value": [{"id": "a", "skuId": "s1", "status": "Enabled", "nextLifecycleDateTime": "2027-01-01T00:00:00Z"},
            {"skuId": "s1", "status": "Warning", "nextLifecycleDateTime": null}, {"status": "Enabled"}]}"#;
        let list = company_subscriptions(&raw(body)).unwrap();
        assert_eq!((list.items.len(), list.unreadable), (2, 1));
        assert!(matches!(list.items[0].next, Some(When::At(_))));
        assert_eq!([&list.items[0].id, &list.items[1].id], ["a", ""]);
        assert_eq!(list.items[1].next, None);
    }
}
