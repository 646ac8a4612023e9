//! Licences: which subscriptions contain Intune, and how many of them are assigned.

use chrono::{DateTime, Utc};

use super::{order, when::When};

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
    /// The id of the subscription; empty where it was not told.
    pub id: String,
    /// The id of the product.
    pub sku_id: String,
    /// `Enabled`, `Warning`, `Suspended` or `Deleted`, as it came.
    pub status: String,
    /// When it renews, enters its grace period or ends.
    pub next: Option<When>,
}

impl Renewal {
    /// The date, where it is one.
    pub fn at(&self) -> Option<DateTime<Utc>> {
        self.next.as_ref().and_then(When::instant)
    }
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
    /// When its living subscriptions renew or end, the earliest first; those without a date are left out.
    pub renewals: Vec<Renewal>,
}

impl License {
    /// The next date after `now` of a subscription, or the last one where none is to come.
    pub fn renewal_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut dates = self.renewals.iter().filter_map(Renewal::at);
        dates.clone().find(|at| *at > now).or_else(|| dates.next_back())
    }

    /// Bought minus assigned; negative when more are assigned than bought.
    pub fn left(&self) -> i64 {
        self.total.saturating_sub(self.assigned)
    }

    /// Whether no licence is left.
    pub fn is_used_up(&self) -> bool {
        self.left() <= 0
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

/// The licences that contain Intune, the most bought first. A product of which nothing is bought and nothing assigned is left out.
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
            renewals: renewals_of(&sku.sku_id, renewals),
        })
        .collect();
    order::sort_by(&mut licenses, |a, b| b.total.cmp(&a.total).then_with(|| a.name.cmp(&b.name)));
    licenses
}

/// The sums.
pub fn totals(licenses: &[License]) -> Totals {
    licenses.iter().fold(Totals::default(), |sum, license| Totals {
        assigned: sum.assigned.saturating_add(license.assigned),
        total: sum.total.saturating_add(license.total),
    })
}

/// The living subscriptions to this product that have a date, the earliest first.
fn renewals_of(sku_id: &str, renewals: &[Renewal]) -> Vec<Renewal> {
    let lives =
        |renewal: &&Renewal| renewal.sku_id.eq_ignore_ascii_case(sku_id) && !renewal.status.eq_ignore_ascii_case("deleted");
    let mut found: Vec<_> = renewals.iter().filter(lives).filter(|renewal| renewal.at().is_some()).cloned().collect();
    order::sort_by(&mut found, |a, b| a.at().cmp(&b.at()).then_with(|| a.id.cmp(&b.id)));
    found
}

/// The product names of the part numbers that are met most often.
///
/// Source: Microsoft's published list of products and service plan identifiers.
fn product_name(part_number: &str) -> Option<&'static str> {
    PRODUCT_NAMES.iter().find(|(part, _)| part.eq_ignore_ascii_case(part_number)).map(|(_, name)| *name)
}

const PRODUCT_NAMES: [(&str, &str); 28] = [
    ("DEVELOPERPACK_E5", "Microsoft 365 E5 Developer (without Windows and Audio Conferencing)"),
    ("EMS", "Enterprise Mobility + Security E3"),
    ("EMSPREMIUM", "Enterprise Mobility + Security E5"),
    ("EMS_EDU_FACULTY", "Enterprise Mobility + Security A3 for Faculty"),
    ("EMS_GOV", "Enterprise Mobility + Security G3 GCC"),
    ("INTUNE_A", "Intune"),
    ("INTUNE_A_GOV", "Microsoft Intune Government"),
    ("INTUNE_EDU", "Intune for Education"),
    ("INTUNE_SMB", "Microsoft Intune SMB"),
    ("M365EDU_A1", "Microsoft 365 A1"),
    ("M365EDU_A3_FACULTY", "Microsoft 365 A3 for Faculty"),
    ("M365EDU_A3_STUDENT", "Microsoft 365 A3 for Students"),
    ("M365EDU_A5_FACULTY", "Microsoft 365 A5 for Faculty"),
    ("M365EDU_A5_STUDENT", "Microsoft 365 A5 for Students"),
    ("M365_F1", "Microsoft 365 F1"),
    ("M365_F1_COMM", "Microsoft 365 F1"),
    ("M365_F1_GOV", "Microsoft 365 F3 GCC"),
    ("M365_G3_GOV", "Microsoft 365 G3 GCC"),
    ("M365_G5_GCC", "Microsoft 365 GCC G5"),
    ("MCOCAP", "Microsoft Teams Shared Devices"),
    ("Microsoft_365_E3_(no_Teams)", "Microsoft 365 E3 (no Teams)"),
    ("Microsoft_Teams_Rooms_Pro", "Microsoft Teams Rooms Pro"),
    ("O365_w/o_Teams_Bundle_M5", "Microsoft 365 E5 EEA (no Teams)"),
    ("Office_365_w/o_Teams_Bundle_Business_Premium", "Microsoft 365 Business Premium EEA (no Teams)"),
    ("SPB", "Microsoft 365 Business Premium"),
    ("SPE_E3", "Microsoft 365 E3"),
    ("SPE_E5", "Microsoft 365 E5"),
    ("SPE_F1", "Microsoft 365 F3"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A product with Intune in it: part number, assigned, bought.
    fn sku(part_number: &str, consumed: i64, enabled: i64) -> SubscribedSku {
        SubscribedSku {
            sku_id: part_number.to_lowercase(),
            part_number: part_number.to_owned(),
            capability_status: "Enabled".to_owned(),
            consumed,
            enabled,
            plans: vec![INTUNE_PLANS[0].to_owned()],
            ..SubscribedSku::default()
        }
    }

    fn only(sku: SubscribedSku) -> License {
        let mut found = licenses(&[sku], &[]);
        assert_eq!(found.len(), 1);
        found.remove(0)
    }

    fn renewal_on(next: &str, status: &str) -> Renewal {
        Renewal { id: next.to_owned(), sku_id: "SPE_E3".to_owned(), status: status.to_owned(), next: Some(When::parse(next)) }
    }

    #[test]
    fn a_licence_counts_if_one_of_its_plans_is_intune_by_id() {
        for plan in INTUNE_PLANS {
            let plans = vec!["00000000-0000-0000-0000-000000000000".to_owned(), plan.to_owned()];
            assert!(SubscribedSku { plans, ..sku("ANY_NAME", 1, 1) }.has_intune(), "{plan}");
        }
    }

    #[test]
    fn add_ons_and_basic_mobility_do_not_count_whatever_their_name() {
        for plan in [
            "882e1d05-acd1-4ccb-8708-6ee03664b117", // INTUNE_O365
            "d9923fe3-a2de-4d29-a5be-e3e83bb786be", // INTUNE_P2
            "bb73f429-78ef-4ff2-83c8-722b04c3e7d1", // Intune-EPM
            "a6e407da-7411-4397-8a2e-d9b52780849e", // Intune-MAMTunnel
            "2a4baa0e-5e99-4c38-b1f2-6864960f1bd1", // Intune_AdvancedEA
            "1689aade-3d6a-4bfc-b017-46d2672df5ad", // Intune_Defender
        ] {
            let sku = SubscribedSku { plans: vec![plan.to_owned()], ..sku("INTUNE_A", 1, 1) };
            assert_eq!(licenses(&[sku], &[]), []);
        }
        assert_eq!(licenses(&[SubscribedSku { plans: Vec::new(), ..sku("INTUNE_A", 1, 1) }], &[]), []);
    }

    #[test]
    fn device_only_licences_are_left_out() {
        for part in ["INTUNE_A_D", "INTUNE_A_D_GOV", "intune_a_d"] {
            assert_eq!(licenses(&[sku(part, 5, 10)], &[]), [], "{part}");
        }
        for part in ["INTUNE_A", "INTUNE_A_DX", "SPE_E3"] {
            assert_eq!(licenses(&[sku(part, 5, 10)], &[]).len(), 1, "{part}");
        }
    }

    #[test]
    fn licences_in_their_grace_period_count_as_bought_and_suspended_ones_do_not() {
        let license = only(SubscribedSku { warning: 5, suspended: 100, ..sku("SPE_E3", 12, 10) });
        assert_eq!((license.assigned, license.total, license.in_grace, license.left()), (12, 15, 5, 3));
    }

    #[test]
    fn a_product_is_left_out_when_nothing_of_it_is_bought_or_assigned() {
        assert_eq!(licenses(&[sku("SPE_E3", 0, 0)], &[]), []);
        assert_eq!(only(sku("SPE_E3", 0, 1)).total, 1);
        assert_eq!(only(sku("SPE_E3", 1, 0)).left(), -1);
        assert_eq!(only(SubscribedSku { warning: 1, ..sku("SPE_E3", 0, 0) }).total, 1);
        assert_eq!(only(SubscribedSku { suspended: 1, ..sku("SPE_E3", 0, 0) }).total, 0);
    }

    #[test]
    fn a_licence_is_used_up_when_none_is_left_and_short_below_one_in_twenty() {
        let check = |assigned, total, used_up, short| {
            let license = only(SubscribedSku { suspended: 1, ..sku("SPE_E3", assigned, total) });
            assert_eq!((license.is_used_up(), license.is_short()), (used_up, short), "{assigned} of {total}");
        };
        check(94, 100, false, false);
        check(95, 100, false, false);
        check(96, 100, false, true);
        check(99, 100, false, true);
        check(100, 100, true, true);
        check(112, 100, true, true);
        check(0, 0, true, true);
        check(0, 1, false, false);
    }

    #[test]
    fn only_a_state_other_than_enabled_is_worth_a_word() {
        let status = |raw: &str| only(SubscribedSku { capability_status: raw.to_owned(), ..sku("SPE_E3", 1, 1) }).status;
        assert_eq!(status("Enabled"), None);
        assert_eq!(status("enabled"), None);
        assert_eq!(status(""), None);
        assert_eq!(status("Warning").as_deref(), Some("Warning"));
        assert_eq!(status("somethingNew").as_deref(), Some("somethingNew"));
    }

    #[test]
    fn the_totals_are_the_sums_of_the_listed_licences() {
        let skus = [sku("SPE_E3", 212, 250), sku("EMSPREMIUM", 50, 50), sku("INTUNE_A_D", 7, 9)];
        assert_eq!(totals(&licenses(&skus, &[])), Totals { assigned: 262, total: 300 });
        assert_eq!(totals(&[]), Totals::default());
    }

    #[test]
    fn absurd_counts_neither_overflow_nor_panic() {
        let absurd = SubscribedSku { warning: i64::MAX, suspended: i64::MAX, ..sku("SPE_E3", i64::MIN, i64::MAX) };
        let found = licenses(&[absurd.clone(), absurd], &[]);
        assert_eq!(totals(&found), Totals { assigned: i64::MIN, total: i64::MAX });
        assert_eq!((found[0].left(), found[0].is_short()), (i64::MAX, false));
    }

    #[test]
    fn the_most_bought_licence_stands_first_then_by_name() {
        let skus = [sku("SPE_E5", 1, 5), sku("EMS", 1, 5), sku("SPB", 1, 50)];
        let names: Vec<_> = licenses(&skus, &[]).into_iter().map(|license| license.part_number).collect();
        assert_eq!(names, ["SPB", "EMS", "SPE_E5"]);
    }

    #[test]
    fn every_living_subscription_with_a_date_is_kept_the_earliest_first() {
        let dates = |renewals: &[Renewal]| {
            let found = licenses(&[sku("SPE_E3", 1, 1)], renewals).remove(0).renewals;
            found.into_iter().map(|renewal| renewal.id).collect::<Vec<_>>()
        };
        let (near, far) = ("2026-05-01T00:00:00Z", "2027-05-01T00:00:00Z");
        assert_eq!(dates(&[]), [""; 0]);
        let both = [renewal_on("9999-12-31T00:00:00Z", "Enabled"), renewal_on(far, "Enabled"), renewal_on(near, "Warning")];
        assert_eq!(dates(&both), [near, far]);
        assert_eq!(dates(&[renewal_on(near, "Deleted"), renewal_on(far, "Enabled")]), [far]);
        assert_eq!(dates(&[Renewal { sku_id: "other".to_owned(), ..renewal_on(near, "Enabled") }]), [""; 0]);
        assert_eq!(dates(&[Renewal { next: None, ..renewal_on(near, "Enabled") }]), [""; 0]);
    }

    #[test]
    fn the_renewal_is_the_next_one_or_the_last_where_none_is_to_come() {
        let all = ["2026-05-01T00:00:00Z", "2026-07-01T00:00:00Z"].map(|at| renewal_on(at, "Enabled"));
        let license = licenses(&[sku("SPE_E3", 1, 1)], &all).remove(0);
        let at = |now| license.renewal_at(When::parse(now).instant().unwrap()).map(|at| at.to_rfc3339());
        let [near, far] = ["2026-05-01T00:00:00+00:00", "2026-07-01T00:00:00+00:00"].map(|at| Some(at.to_owned()));
        assert_eq!(at("2026-04-30T00:00:00Z"), near);
        assert_eq!(at("2026-05-01T00:00:00Z"), far, "what is past is not next");
        assert_eq!(at("2026-07-01T00:00:00Z"), far);
        let none = only(sku("SPE_E3", 1, 1));
        assert_eq!(none.renewal_at(When::parse("2026-05-01T00:00:00Z").instant().unwrap()), None);
    }

    #[test]
    fn a_product_has_its_name_or_else_its_part_number() {
        assert_eq!(only(sku("SPE_E5", 1, 1)).name, "Microsoft 365 E5");
        assert_eq!(only(sku("spe_e5", 1, 1)).name, "Microsoft 365 E5");
        assert_eq!(only(sku("BRAND_NEW", 1, 1)).name, "BRAND_NEW");
    }

    #[test]
    fn the_product_names_are_sorted_and_unique() {
        assert!(PRODUCT_NAMES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(PRODUCT_NAMES.iter().all(|(part, name)| !part.is_empty() && !name.is_empty()));
    }
}
