//! The words of the copy buttons.

use crate::{
    i18n::{I18n, Text},
    ui::CopyTexts,
};

/// A copy button with this label.
pub fn copy_texts(i18n: I18n, label: Text) -> CopyTexts {
    copy_texts_of(i18n, i18n.text(label))
}

/// A copy button with a label that is made up.
pub fn copy_texts_of(i18n: I18n, label: String) -> CopyTexts {
    CopyTexts { label, copied: i18n.text(Text::ActionCopied), refused: i18n.text(Text::ActionCopyFailed) }
}
